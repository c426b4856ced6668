import Statistics
public import StrictJSON

/// A measure over the seeds of a group: mean, 95 % interval by Student's t, and which seeds are missing.
public struct SeedEstimate: Sendable, Equatable {
  /// The mean; nil when no seed has a value.
  public let mean: Double?
  /// Half the width of the interval; nil for fewer than two values.
  public let halfWidth: Double?
  /// The number of seeds with a value.
  public let n: Int
  /// The number of seeds that the experiment names; nil where that is not known.
  public let expectedCount: Int?
  /// The seeds that the experiment names and that have no value.
  public let missingSeeds: [Int]

  /// - Parameters:
  ///   - found: The seeds whose run is there, with their values.
  ///   - expectedSeeds: The seeds that the experiment names; nil where that is not known.
  public init(found: [(seed: Int, value: Double?)], expectedSeeds: [Int]?) {
    let values = found.compactMap(\.value)
    let summary = SampleSummary(values)
    mean = summary?.mean
    halfWidth = summary?.interval(confidence: ResultTable.confidence)
    n = values.count
    expectedCount = expectedSeeds?.count
    let measured = Set(found.filter { $0.value != nil }.map(\.seed))
    missingSeeds = (expectedSeeds ?? []).filter { !measured.contains($0) }
  }

  /// The estimate as one object, raw.
  public var json: JSONValue {
    [
      "mean": .finiteOrNull(mean), "half_width": .finiteOrNull(halfWidth), "n": .integer(n),
      "expected_n": expectedCount.map { .integer($0) } ?? .null,
      "missing_seeds": .array(missingSeeds.map { .integer($0) }),
    ]
  }

  /// `23.1 ± 0.8 (n=8/10)`, times 100.
  static func text(_ estimate: JSONValue) -> String {
    guard case .integer(let n)? = estimate["n"] else { return "–" }
    var text = "–"
    if case .number(let mean)? = estimate["mean"] { text = NumberFormat.percent(mean) }
    if case .number(let half)? = estimate["half_width"] { text += " ± \(NumberFormat.percent(half))" }
    guard case .integer(let expected)? = estimate["expected_n"], expected != n else { return "\(text) (n=\(n))" }
    return "\(text) (n=\(n)/\(expected))"
  }
}
