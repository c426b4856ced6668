/// Published numbers beside those of a table, as they were printed: percent, and with the little that is known of them.
public struct LiteratureRow: Sendable, Equatable {
  /// What the row is called, such as `imTED ViT-B`.
  public var label: String
  /// Where the numbers are from.
  public var source: String
  /// The setting that they were made in.
  public var setting: String
  /// How many seeds they are over; nil if the source does not say.
  public var seeds: Int?
  /// Why they cannot be compared with the table's own; nil if they can.
  public var incomparable: String?
  /// One value for each column, in percent; nil where none was published.
  public var values: [Double?]

  /// Joins the parts.
  public init(
    label: String, source: String, setting: String, seeds: Int?, incomparable: String?, values: [Double?]
  ) {
    self.label = label
    self.source = source
    self.setting = setting
    self.seeds = seeds
    self.incomparable = incomparable
    self.values = values
  }
}
