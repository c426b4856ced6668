import FileSystems
import Foundation

/// How the processes that share a results folder keep out of each other's way.
///
/// `local` locks by `flock`, which the kernel lets go of with the process. Over a network that is not to be relied on,
/// so `network` locks by files that only one process can make, whose dates their holders move on as long as they live.
public struct Locking: Sendable, Equatable {
  /// The environment variable for `patience` in seconds.
  public static let patienceVariable = "IMTED_LEASE_SECONDS"

  /// Whether the folder may be seen by several machines.
  public let isNetwork: Bool
  /// Seconds after which a holder on another machine is taken to be gone that gave no sign of life. They are measured
  /// by the clock of who looks, one that nobody can set, and only while it looks.
  public let patience: Double

  /// For a folder of this machine alone.
  public static let local = Locking(isNetwork: false, patience: 60)

  /// For a folder that several machines see.
  public static func network(patience: Double = 60) -> Locking { Locking(isNetwork: true, patience: patience) }

  /// What a results folder asks for: `IMTED_NETWORK_FOLDER`, its mark or its file system decide.
  public static func of(folder: String) -> Locking {
    let word = ProcessInfo.processInfo.environment[patienceVariable].flatMap(Double.init)
    let patience = word.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } ?? 60
    return Locking(isNetwork: FileSystemKind.isShared(folder), patience: patience)
  }

  /// Seconds between two signs of life.
  var beat: Double { patience / 6 }
}
