/// Where the numbers of a table are from, so that each can be traced to the run that made it.
public struct TableSource: Sendable, Equatable {
  /// The experiment's name.
  public var experiment: String
  /// The digest of its specification, in hexadecimal digits.
  public var specDigest: String
  /// The commits of the program that its runs were made with, each once; empty if none is recorded.
  public var commits: [String]

  /// Joins the parts.
  public init(experiment: String, specDigest: String, commits: [String]) {
    (self.experiment, self.specDigest, self.commits) = (experiment, specDigest, commits)
  }
}
