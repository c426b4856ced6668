import FileSystems
import Foundation
public import Spec
public import StrictJSON

/// The artifacts of a results folder, each in `objects/<first 2 digits>/<key>/`, whole or not there.
///
/// Beside them: `objects/.tmp/` for what is being made, `objects/.checkpoints/<key>/` for what a training had come to
/// when it was last saved, `objects/.locks/` for locks between processes and who holds them, `objects/.torn/` for
/// artifacts that turned out to be damaged, and `<key>.log` with what the stage's process said.
public struct ArtifactStore: Sendable {
  /// The results folder, absolute.
  public let root: String
  /// How processes keep out of each other's way in it.
  public let locking: Locking

  /// What is at a key.
  public enum State: Sendable, Equatable {
    /// A whole artifact.
    case present(StageRecord)
    /// Nothing.
    case absent
    /// Something that is not a whole artifact; the sentence says why.
    case torn(String)
  }

  /// The store of a results folder, whose folders are made as needed. How to lock is nil for what the folder asks for.
  public init(root: String, locking: Locking? = nil) throws(PipelineError) {
    let root = AbsolutePath.of(root)
    try DurableFile.makeFolder(root)
    self.root = root
    self.locking = locking ?? Locking.of(folder: root)
    for folder in [temporaryFolder, lockFolder, tornFolder] { try DurableFile.makeFolder(folder) }
    // The machine that the disk belongs to sees a file system of its own; by the mark it locks as the others do.
    let mark = "\(root)/\(FileSystemKind.markName)"
    if self.locking.isNetwork, access(mark, F_OK) != 0 { try DurableFile.create("", at: mark) }
  }

  /// The store of a results folder that is only looked at: nothing is made, and a folder that is not there holds
  /// nothing.
  public init(lookingInto root: String) {
    self.root = root
    locking = Locking.of(folder: root)
  }

  /// The folder of a key's artifact, whether or not it is there.
  public func folder(of key: Digest) -> String { "\(objects)/\(key.hex.prefix(2))/\(key.hex)" }

  /// The file that holds what the process of a key's stage wrote to its standard error.
  public func log(of key: Digest) -> String { folder(of: key) + ".log" }

  /// The folder in which a key's stage saves what it has come to. It goes away when the artifact is committed.
  public func checkpoints(of key: Digest) -> String { "\(checkpointFolder)/\(key.hex)" }

  /// What is at a key: `stage.json` must be there, be of this key, and every file must have its size.
  public func lookup(_ key: Digest) -> State {
    let folder = folder(of: key)
    guard FileManager.default.fileExists(atPath: folder) else { return .absent }
    let file = folder + "/" + StageRecord.fileName
    guard FileManager.default.fileExists(atPath: file) else { return .torn("\(folder) has no stage.json") }
    let record: StageRecord
    do { record = try StageRecord(file: file) } catch { return .torn("\(error)") }
    guard record.key == key else { return .torn("\(file) is of the key \(record.key)") }
    for expected in record.files {
      var status = stat()
      guard stat(folder + "/" + expected.path, &status) == 0 else {
        return .torn("\(folder)/\(expected.path) is missing")
      }
      guard Int(status.st_size) == expected.bytes else {
        return .torn("\(folder)/\(expected.path) has \(status.st_size) bytes instead of \(expected.bytes)")
      }
    }
    return .present(record)
  }

  /// Reads every file of an artifact again and says which differ from their SHA-256.
  public func damagedFiles(of record: StageRecord) throws(InputError) -> [String] {
    var damaged: [String] = []
    for file in record.files {
      if try Digest(ofFile: folder(of: record.key) + "/" + file.path) != file.digest {
        damaged.append(file.path)
      }
    }
    return damaged
  }

  /// Takes the lock of a key, or nil if another runner has it.
  public func claim(_ key: Digest) throws(PipelineError) -> ArtifactClaim? {
    guard let lock = try KeyLock.tryToTake("\(lockFolder)/\(key.hex)", locking) else { return nil }
    let claim = ArtifactClaim(store: self, key: key, lock: lock)
    // Who holds the lock knows that nobody works on the key, so anything left of it is from a process that died.
    try claim.clearLeftovers()
    return claim
  }

  /// Who works on a key, as far as it is known.
  public func holder(of key: Digest) -> LeaseRecord? { KeyLock.holder(of: "\(lockFolder)/\(key.hex)", locking) }

  /// Removes what runners that died have left in `objects/.tmp`, and checkpoints that nobody will go on from: of
  /// artifacts that are there, and those not written to for 14 days. Work of living runners is locked and stays.
  public func clearLeftovers() throws(PipelineError) {
    var keys: [Digest] = []
    let checkpoints = FileManager.default.fileExists(atPath: checkpointFolder) ? try names(in: checkpointFolder) : []
    for name in try names(in: temporaryFolder) + checkpoints {
      guard let key = Digest(hex: String(name.prefix(64))), !keys.contains(key) else { continue }
      keys.append(key)
    }
    for key in keys { _ = try claim(key) }
  }

  /// The records of all whole artifacts of a store that may not exist yet, sorted by key.
  public func storedRecords() throws(PipelineError) -> [StageRecord] {
    FileManager.default.fileExists(atPath: objects) ? try records() : []
  }

  /// The records of all whole artifacts, sorted by key.
  public func records() throws(PipelineError) -> [StageRecord] {
    try keys().compactMap { if case .present(let record) = lookup($0) { record } else { nil } }
  }

  /// What is in the place of an artifact and is not a whole one, with what is wrong, sorted by key. A store that does not
  /// exist has none.
  public func tornArtifacts() throws(PipelineError) -> [(key: Digest, damage: String)] {
    guard FileManager.default.fileExists(atPath: objects) else { return [] }
    let keys = try keys()
    return zip(keys, keys.concurrentMap { lookup($0) }).compactMap { key, state in
      if case .torn(let damage) = state { (key, damage) } else { nil }
    }
  }

  /// Takes away the folders and locks that making artifacts needs, of a store that is only to be read from now on.
  public func removeWorkFolders() throws(PipelineError) {
    for folder in [temporaryFolder, tornFolder] where try names(in: folder).isEmpty { _ = rmdir(folder) }
    try? FileManager.default.removeItem(atPath: lockFolder)
    KeyLock.removeFiles(of: root + "/runs/.labels.lock")
  }

  // MARK: Inside the module

  var objects: String { root + "/objects" }
  var temporaryFolder: String { objects + "/.tmp" }
  var checkpointFolder: String { objects + "/.checkpoints" }
  var lockFolder: String { objects + "/.locks" }
  var tornFolder: String { objects + "/.torn" }

  /// Whether a key has checkpoints that nobody will go on from. For who holds the key's lock.
  func checkpointsAreUseless(of key: Digest) -> Bool {
    let folder = checkpoints(of: key)
    var status = stat()
    guard stat(folder, &status) == 0 else { return false }
    if case .present = lookup(key) { return true }
    return Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > Self.checkpointLifetime
  }

  /// Seconds for which checkpoints are kept that nobody adds to.
  private static let checkpointLifetime = 14.0 * 24 * 3600

  /// The keys of all artifacts, whole or not, sorted.
  private func keys() throws(PipelineError) -> [Digest] {
    var keys: [Digest] = []
    for prefix in try names(in: objects) where prefix.utf8.count == 2 {
      keys += try names(in: objects + "/" + prefix).compactMap { Digest(hex: $0) }
    }
    return keys
  }

  /// The names in a folder that is known to be there, sorted. Over a network it may be seen a little later.
  func names(in folder: String) throws(PipelineError) -> [String] {
    let end = ContinuousClock.now.advanced(by: .seconds(locking.isNetwork ? 3 : 0))
    while true {
      do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
        guard ContinuousClock.now < end else {
          throw PipelineError("The folder \(folder) could not be read: \(error.localizedDescription)")
        }
      }
      usleep(50_000)
    }
  }
}
