import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock between processes. Its file says who holds it.
///
/// On a file system of this machine it is a `flock` on the file of its path, and goes away with the process that holds
/// it. Over a network it is a `Lease` in the folder `<path>.leases`, and goes away with its holder's signs of life.
final class KeyLock: Sendable {
  private let holding: Holding
  private let hasLost = Atomic<Bool>(false)

  private enum Holding: Sendable {
    case descriptor(Int32)
    case lease(Lease)
  }

  private init(_ holding: Holding) { self.holding = holding }

  deinit {
    switch holding {
    case .descriptor(let descriptor):
      // Who finds something in a file that nobody holds knows that its holder died.
      _ = ftruncate(descriptor, 0)
      close(descriptor)
    case .lease(let lease): lease.end()
    }
  }

  /// Takes the lock at `path` if nobody holds it.
  static func tryToTake(_ path: String, _ locking: Locking) throws(PipelineError) -> KeyLock? {
    let record = LeaseRecord(holder: .own, since: Timestamp.text())
    guard locking.isNetwork else {
      guard let descriptor = try openLocked(path, LOCK_EX) else { return nil }
      let lock = KeyLock(.descriptor(descriptor))
      let text = Array(record.text.utf8)
      // For people to know; the lock holds without it.
      if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
      return lock
    }
    guard let lease = try Lease.tryToTake(path, record, patience: locking.patience) else { return nil }
    let lock = KeyLock(.lease(lease))
    Heartbeat.keep(lock, every: locking.beat)
    return lock
  }

  /// Takes the lock at `path`, waiting up to some seconds for who holds it.
  static func take(_ path: String, _ locking: Locking, within seconds: Double) throws(PipelineError) -> KeyLock {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while true {
      if let lock = try tryToTake(path, locking) { return lock }
      guard ContinuousClock.now < end else {
        let who = holder(of: path, locking).map { ": \($0)" } ?? ""
        throw PipelineError("Another process holds the lock \(path)\(who).")
      }
      usleep(20_000)
    }
  }

  /// A lock that several processes of this machine share; nil if one holds it alone.
  static func tryToShare(_ path: String) throws(PipelineError) -> KeyLock? {
    try openLocked(path, LOCK_SH).map { KeyLock(.descriptor($0)) }
  }

  /// Who holds the lock at `path`; nil if nobody does, or it cannot be said who.
  static func holder(of path: String, _ locking: Locking) -> LeaseRecord? {
    if locking.isNetwork { return Lease.holder(of: path) }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), !text.isEmpty,
      let record = try? LeaseRecord(text: text, file: path), record.holder.life == .living
    else { return nil }
    return record
  }

  /// Removes the files of locks at `path`. For who holds the lock, when nobody is to take it again.
  static func removeFiles(of path: String) {
    unlink(path)
    Lease.removeFiles(of: path)
  }

  /// Whether the lock was taken over by another process, as far as is known.
  var isLost: Bool { hasLost.load(ordering: .acquiring) }

  /// Looks whether the lock is still held. One that was lost stays so.
  func isStillHeld() -> Bool {
    if case .lease(let lease) = holding, !lease.isInForce() { hasLost.store(true, ordering: .releasing) }
    return !isLost
  }

  /// Whether the lock's file is still at `path`, where others look for it.
  func isNamed(_ path: String) -> Bool {
    switch holding {
    case .descriptor: access(path, F_OK) == 0
    case .lease(let lease): lease.isInForce()
    }
  }

  /// Gives a sign of life.
  func beat() {
    if case .lease(let lease) = holding, isStillHeld() { lease.touch() }
  }

  private static func openLocked(_ path: String, _ mode: Int32) throws(PipelineError) -> Int32? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DurableFile.failure("open", path) }
    while flock(descriptor, mode | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let isTaken = errno == EWOULDBLOCK
      let problem = DurableFile.failure("lock", path)
      close(descriptor)
      if isTaken { return nil }
      throw problem
    }
    return descriptor
  }
}
