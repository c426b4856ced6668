/// Holm's step-down method for several tests at once (Holm 1979, "A simple sequentially rejective multiple test
/// procedure"): the chance of one false rejection or more stays at most `alpha`, however the tests depend on each other.
public struct HolmCorrection: Sendable, Equatable {
  /// The level for all tests together.
  public let alpha: Double
  /// For each test, its P value corrected for the number of tests, at most 1; it is rejected when this is at most alpha.
  public let adjusted: [Double]
  /// For each test, the confidence of the interval that goes with it: `1 - alpha / (m - rank)`, where the smallest P
  /// value has rank 0. A test is rejected when this interval leaves out 0 and those of all smaller ranks do.
  public let confidences: [Double]

  /// Corrects the P values of `m` tests. Equal ones are ranked in the order given.
  public init(_ values: [Double], alpha: Double = 0.05) {
    guard (0..<1).contains(alpha), values.allSatisfy({ (0...1).contains($0) }) else {
      fatalError("P values and their level must be in 0...1.")
    }
    self.alpha = alpha
    var adjusted = values
    var confidences = values
    var largest = 0.0
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    for (rank, place) in order.enumerated() {
      let tests = Double(values.count - rank)
      largest = max(largest, min(1, values[place] * tests))
      adjusted[place] = largest
      confidences[place] = 1 - alpha / tests
    }
    self.adjusted = adjusted
    self.confidences = confidences
  }

  /// For each test, whether its hypothesis is rejected.
  public var rejected: [Bool] { adjusted.map { $0 <= alpha } }
}
