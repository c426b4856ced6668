public import Detection

/// The twelve numbers of COCO's summary, and AP by category.
public struct COCOSummary: Hashable, Sendable {
  /// One number of the summary.
  public struct Metric: Hashable, Sendable {
    /// `AP`, `AP50`, `AP75`, `APs`, `APm`, `APl`, `AR1`, `AR10`, `AR100` (after the caps used), `ARs`, `ARm` or `ARl`.
    public let name: String
    /// The number, 0...1; nil where COCO says -1, that is where no object counts.
    public let value: Double?
    /// How many objects count.
    public let n: Int
  }

  /// One category's part.
  public struct ClassScore: Hashable, Sendable {
    /// The category.
    public let category: Category
    /// Its AP over all areas and IoU thresholds, 0...1; nil where no object counts.
    public let ap: Double?
    /// How many of its objects count.
    public let n: Int
  }

  /// The objects that the numbers are about.
  public let subset: EvaluationSubset
  /// The twelve numbers in COCO's order.
  public let metrics: [Metric]
  /// One entry per category of the subset, by rising id.
  public let perClass: [ClassScore]

  /// The twelve values in COCO's order.
  public var values: [Double?] { metrics.map(\.value) }

  /// How many objects count, of all areas.
  public var objectCount: Int { perClass.reduce(0) { $0 + $1.n } }

  /// The number of this name; nil where no object counts or there is no such name.
  public func value(_ name: String) -> Double? {
    metrics.first { $0.name == name }?.value
  }
}
