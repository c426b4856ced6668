/// What a handful of repeated measurements says: their number, mean, spread, and how far the mean may be off.
public struct SampleSummary: Hashable, Sendable {
  /// How many values there are, at least 1.
  public let n: Int
  /// Their mean.
  public let mean: Double
  /// Their standard deviation with divisor `n - 1`; nil for a single value.
  public let standardDeviation: Double?

  /// A summary of the values; nil when there are none, so that a missing measurement stays visible.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    n = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    guard values.count > 1 else {
      standardDeviation = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = (squares / Double(values.count - 1)).squareRoot()
  }

  /// The standard deviation of the mean; nil for a single value.
  public var standardError: Double? {
    standardDeviation.map { $0 / Double(n).squareRoot() }
  }

  /// Half the width of the two-sided interval around the mean, by Student's t with `n - 1` degrees of freedom; nil for a
  /// single value.
  ///
  /// - Parameter confidence: The share of such intervals that hold the true mean, inside 0..<1.
  public func interval(confidence: Double = 0.95) -> Double? {
    guard (0..<1).contains(confidence) else { fatalError("A confidence of \(confidence) is outside 0..<1.") }
    guard let standardError else { return nil }
    return StudentT(degreesOfFreedom: Double(n - 1)).quantile(0.5 + confidence / 2) * standardError
  }
}
