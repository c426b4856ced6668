/// The difference of two arms that were measured with the same seeds (or under other shared conditions).
///
/// Differencing seed by seed removes what the seed does to both arms, so the interval is that of the difference itself.
public struct PairedDifference<Pairing: Hashable & Comparable & Sendable>: Sendable {
  /// The conditions that both arms share, ascending.
  public let pairs: [Pairing]
  /// The first arm's value minus the second's, one per pair.
  public let differences: [Double]
  /// Mean, spread and interval of the differences.
  public let summary: SampleSummary

  /// The differences over the conditions that both arms were measured under; nil when they share none.
  ///
  /// - Parameters:
  ///   - first: The first arm's values by condition, such as the seed.
  ///   - second: The second arm's values.
  public init?(_ first: [Pairing: Double], minus second: [Pairing: Double]) {
    var pairs: [Pairing] = []
    var differences: [Double] = []
    for pair in first.keys.sorted() {
      guard let a = first[pair], let b = second[pair] else { continue }
      pairs.append(pair)
      differences.append(a - b)
    }
    guard let summary = SampleSummary(differences) else { return nil }
    self.pairs = pairs
    self.differences = differences
    self.summary = summary
  }

  /// Whether the interval around the mean difference leaves out 0; nil for a single pair.
  ///
  /// - Parameter confidence: As in `SampleSummary.interval(confidence:)`.
  public func excludesZero(confidence: Double = 0.95) -> Bool? {
    summary.interval(confidence: confidence).map { abs(summary.mean) > $0 }
  }
}
