/// A row of table `experiment`: the latest specification recorded under a name.
public struct ExperimentRow: Sendable, Equatable {
  /// The key that runs refer to; the experiment's name unless given otherwise.
  public var id: String
  /// The experiment's name.
  public var name: String
  /// SHA-256 of the specification's canonical text, in hexadecimal digits.
  public var digest: String
  /// The specification as JSON.
  public var specJSON: String
  /// When the experiment was recorded first: UTC, RFC 3339, such as `2026-01-02T03:04:05Z`.
  public var createdAt: String

  /// Joins the columns; `id` nil takes the name.
  public init(id: String? = nil, name: String, digest: String, specJSON: String, createdAt: String) {
    self.id = id ?? name
    self.name = name
    self.digest = digest
    self.specJSON = specJSON
    self.createdAt = createdAt
  }
}
