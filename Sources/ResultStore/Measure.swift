/// Which number of a run is meant: the key of a row of table `metric` within its run.
public struct Measure: Sendable, Hashable {
  /// The metric, such as `AP`.
  public var name: String
  /// The objects it is over, such as `novel`.
  public var subset: String
  /// `bbox` or `segm`.
  public var iouType: String

  /// Joins the parts.
  public init(name: String, subset: String = "all", iouType: String = "bbox") {
    self.name = name
    self.subset = subset
    self.iouType = iouType
  }

  /// Whether a recorded number is the one meant.
  public func matches(_ row: MetricRow) -> Bool {
    row.name == name && row.subset == subset && row.iouType == iouType
  }
}
