/// Runs one stage: fills the request's output folder. The runner takes care of everything else.
public protocol StageExecutor: Sendable {
  /// Runs the stage to its end on the calling thread. `log` is the file that takes what the stage says for diagnosis,
  /// `report` what it says while it runs. When `cancellation` is cancelled the stage must be stopped soon.
  /// Throws `StageFailure`.
  func execute(
    _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
  ) throws(StageFailure)
}

/// Why a stage left no artifact.
public struct StageFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure, by the worker's exit code.
  public enum Kind: String, Sendable {
    /// The input or the configuration is at fault (65).
    case badInput = "bad-input"
    /// The program is at fault (70, any other code, or a signal).
    case bug
    /// Trying again may help: memory, a node, the disk (75).
    case retry
    /// It was told to stop.
    case cancelled
  }

  /// The kind.
  public var kind: Kind
  /// What went wrong, for people.
  public var message: String
  /// The last lines of the log, if there is one.
  public var logTail: String

  /// A failure from its parts.
  public init(_ kind: Kind, _ message: String, logTail: String = "") {
    self.kind = kind
    self.message = message
    self.logTail = logTail
  }

  /// The message.
  public var description: String { message }
}
