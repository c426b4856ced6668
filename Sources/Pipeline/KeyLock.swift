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
  static func tryToTake(_ path: String) throws(PipelineError) -> KeyLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DurableFile.failure("open", path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let isTaken = errno == EWOULDBLOCK
      let problem = DurableFile.failure("lock", path)
      close(descriptor)
      if isTaken { return nil }
      throw problem
    }
    return KeyLock(descriptor: descriptor)
  }
}
