/// The rows of tables `tag` and `note` of one run.
public struct RunLabelRows: Sendable, Equatable {
  /// Its tags, sorted by their bytes.
  public var tags: [String]
  /// What a person wrote about it.
  public var note: String?

  /// Joins tags and note.
  public init(tags: [String] = [], note: String? = nil) { (self.tags, self.note) = (tags, note) }
}
