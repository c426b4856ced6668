/// Something went wrong that is neither bad input nor a bug: the disk, a process, a stage.
public struct PipelineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, in a sentence.
  public let description: String

  /// An error with this sentence.
  public init(_ description: String) { self.description = description }
}
