import Foundation
import Spec

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock on a stage's key that holds between processes, by `flock`. It goes away with the process that holds it.
final class KeyLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock at `path` if nobody holds it.
  static func tryToTake(_ path: String) throws(PipelineError) -> KeyLock? { try tryToTake(path, LOCK_EX) }

  private static func tryToTake(_ path: String, _ mode: Int32) throws(PipelineError) -> KeyLock? {
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
    return KeyLock(descriptor: descriptor)
  }

  /// Takes the lock at `path`, waiting up to some seconds for who holds it.
  static func take(_ path: String, within seconds: Double) throws(PipelineError) -> KeyLock {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while true {
      if let lock = try tryToTake(path) { return lock }
      guard ContinuousClock.now < end else { throw PipelineError("Another process holds the lock \(path).") }
      usleep(20_000)
    }
  }

  /// A lock that several processes share; nil if one holds it alone.
  static func tryToShare(_ path: String) throws(PipelineError) -> KeyLock? { try tryToTake(path, LOCK_SH) }
}
