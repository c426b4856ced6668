import Foundation
import StrictJSON
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock that needs nothing of a file system but that one of several processes makes a name.
///
/// The folder `<path>.leases` holds files called 1, 2, 3 and so on. Who made the highest has the lock, for as long as
/// the file is not empty and its date moves on. To take the lock is to make the next higher file by `link`, which one
/// process alone can do; so a take-over is one step, and of several that see the same holder gone one gets it. The
/// highest file is never removed, so no number comes again: who looked long ago and then makes a number that is behind
/// finds a higher one and stands back.
final class Lease: Sendable {
  private let folder: String
  private let number: Int
  private let descriptor: Int32

  private init(folder: String, number: Int, descriptor: Int32) {
    (self.folder, self.number, self.descriptor) = (folder, number, descriptor)
  }

  deinit { close(descriptor) }

  /// Takes the lease at `path` if nobody has it, or its holder is gone.
  static func tryToTake(_ path: String, _ record: LeaseRecord, patience: Double) throws(PipelineError) -> Lease? {
    let folder = folder(path)
    var tries = 0
    while true {
      var isMade = false
      do {
        try DurableFile.makeFolder(folder)
        isMade = true
        return try take(folder, record, patience)
      } catch {
        // Who clears up after processes that died may remove the folder at any step: that one had the lease then. One that
        // could not even be made, as on a full disk, was not removed.
        let isParentThere = access((folder as NSString).deletingLastPathComponent, W_OK) == 0
        if isMade, isParentThere, access(folder, F_OK) != 0 { return nil }
        // Another may have made it again since.
        tries += 1
        guard isParentThere, tries < 5 else { throw error }
      }
    }
  }

  private static func take(
    _ folder: String, _ record: LeaseRecord, _ patience: Double
  ) throws(PipelineError) -> Lease? {
    let top = try numbers(in: folder).max()
    if let top, !mayBeTaken("\(folder)/\(top)", patience) { return nil }
    let number = (top ?? 0) + 1
    let draft = "\(folder)/\(draftPrefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try DurableFile.create(record.text, at: draft)
    defer { unlink(draft) }
    let descriptor = open(draft, O_RDWR | O_CLOEXEC)
    // Who took the lock meanwhile removes the drafts of others.
    guard descriptor >= 0 else { return nil }
    let lease = Lease(folder: folder, number: number, descriptor: descriptor)
    if link(draft, lease.file) != 0 {
      // A server may have done it and its answer may be lost: then the file has two names.
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_nlink == 2 else { return nil }
    }
    let others = try numbers(in: folder)
    guard others.max() == number else {
      unlink(lease.file)
      return nil
    }
    for other in others where other < number { unlink("\(folder)/\(other)") }
    for name in try names(in: folder) where name.hasPrefix(draftPrefix) { unlink("\(folder)/\(name)") }
    return lease
  }

  /// Who has the lease at `path`; nil if nobody has, or the holder is known to be gone.
  static func holder(of path: String) -> LeaseRecord? {
    let folder = folder(path)
    guard let top = (try? numbers(in: folder))?.max(), let record = record("\(folder)/\(top)"),
      record.holder.life != .gone
    else { return nil }
    return record
  }

  /// Removes all files of the lease at `path`. For who holds it, when nobody is to take it again.
  static func removeFiles(of path: String) { try? FileManager.default.removeItem(atPath: folder(path)) }

  /// Whether nobody has taken it over. The next number is looked for first: it is removed only after this one.
  func isInForce() -> Bool {
    access("\(folder)/\(number + 1)", F_OK) != 0 && access(file, F_OK) == 0
  }

  /// Moves the file's date on. The server's clock gives it, and nobody compares it with another clock.
  func touch() { futimens(descriptor, nil) }

  /// Lets go. The file stays, empty, so that its number does not come again. One that was taken over is the holder's
  /// own and of no meaning any more.
  func end() {
    _ = ftruncate(descriptor, 0)
    fsync(descriptor)
  }

  private var file: String { "\(folder)/\(number)" }

  private static let draftPrefix = "draft-"

  private static func folder(_ path: String) -> String { path + ".leases" }

  private static func numbers(in folder: String) throws(PipelineError) -> [Int] {
    try names(in: folder).compactMap { Int($0) }
  }

  private static func names(in folder: String) throws(PipelineError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw PipelineError("The folder \(folder) could not be read: \(error.localizedDescription)")
    }
  }

  private static func record(_ file: String) -> LeaseRecord? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return try? LeaseRecord(text: text, file: file)
  }

  /// Whether the holder of the highest file let go of it, is gone, or gave no sign of life for so many seconds. A
  /// process of this machine that lives keeps its lease, however long it is silent.
  private static func mayBeTaken(_ file: String, _ patience: Double) -> Bool {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    if status.st_size == 0 { return true }
    switch record(file)?.holder.life {
    case .living: return false
    case .gone: return true
    case .unknown, nil:
      let sign = "\(status.st_ino) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
      return Silence.seconds(of: file, sign) >= patience
    }
  }
}

/// For how long the holders of leases have given no sign of life, as this process has seen it.
enum Silence {
  private static let sightings = Mutex<[String: (sign: String, since: SuspendingClock.Instant)]>([:])

  /// Seconds for which `file` has shown the same sign. The clock stands while the machine sleeps and cannot be set.
  static func seconds(of file: String, _ sign: String) -> Double {
    let now = SuspendingClock.now
    return sightings.withLock { sightings in
      guard let seen = sightings[file], seen.sign == sign else {
        sightings[file] = (sign, now)
        return 0
      }
      return seen.since.duration(to: now) / .seconds(1)
    }
  }
}
