import FileSystems
import Foundation

/// Waits while the disk is full, instead of giving up what may have taken hours.
struct SpacePause: Sendable {
  /// The folder whose file system is meant.
  let folder: String
  /// For how long to wait in all, in seconds; 0 for not at all.
  let seconds: Double
  let cancellation: Cancellation

  /// Below so many bytes a disk is called full, whatever the failure says of itself.
  private static let leastBytes = 1 << 20

  /// Does something, and does it again for as long as it fails for want of room. Gives up after `seconds`, or when told
  /// to stop; then the last failure is thrown.
  func retrying<Result>(tell: (String) -> Void, _ body: () throws -> Result) throws -> Result {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    var wait = 0.1
    while true {
      do { return try body() } catch {
        guard isShortage(error), ContinuousClock.now < end, !cancellation.isCancelled else { throw error }
        tell(
          "\(error) The disk of \(folder) is full (\(free)); waiting for room, then trying again. Ctrl-C stops.")
        let next = min(end, ContinuousClock.now.advanced(by: .seconds(wait)))
        while ContinuousClock.now < next, !cancellation.isCancelled { usleep(50_000) }
        // Often at first, as other processes may let go of what they wrote; then twice a minute.
        wait = min(30, wait * 2)
      }
    }
  }

  private func isShortage(_ error: any Error) -> Bool {
    var words = "\(error)"
    if let failure = error as? StageFailure {
      if failure.kind == .cancelled { return false }
      words += failure.logTail
    }
    return FreeSpace.isShortage(words) || FreeSpace.bytes(at: folder).map { $0 < Self.leastBytes } ?? false
  }

  private var free: String {
    FreeSpace.bytes(at: folder).map { "\($0 >> 20) MiB free" } ?? "free space unknown"
  }
}
