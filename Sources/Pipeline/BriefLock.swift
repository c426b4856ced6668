import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock of a results folder for the time of a step, for one process of all machines that see the folder.
public struct BriefLock: Sendable {
  private let path: String
  private let locking: Locking
  private let seconds: Double

  /// The lock `name` of the folder `root`.
  ///
  /// - Parameter seconds: For how long to wait for who has it, beyond what shows that a holder is gone.
  public init(_ name: String, of root: String, within seconds: Double = 120) {
    path = root + "/" + name
    locking = .of(folder: root)
    self.seconds = seconds + 2 * locking.patience
  }

  /// Does something while this process alone has the lock; `canDoWithout` says that it may be done without it where the
  /// folder cannot be written.
  public func hold(canDoWithout: Bool = false, _ body: () throws -> Void) throws {
    let folder = (path as NSString).deletingLastPathComponent
    if canDoWithout, access(folder, W_OK) != 0 { return try body() }
    let lock = try KeyLock.take(path, locking, within: seconds)
    defer { withExtendedLifetime(lock) {} }
    try body()
  }
}
