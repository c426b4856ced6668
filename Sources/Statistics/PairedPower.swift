/// What a comparison of two arms over shared seeds can find: the power of the two-sided paired t test, from the
/// noncentral t distribution.
///
/// It is about seeds alone: with more of them the interval over seeds narrows, while what the choice of test pictures
/// does stays.
public struct PairedPower: Hashable, Sendable {
  /// The standard deviation of the differences between seeds.
  public let standardDeviation: Double
  /// The chance of finding a difference where there is none.
  public let level: Double

  /// The test for differences of some spread.
  public init(standardDeviation: Double, level: Double = 0.05) {
    guard standardDeviation >= 0, standardDeviation.isFinite, level > 0, level < 1 else {
      fatalError("There is no test for a spread of \(standardDeviation) at level \(level).")
    }
    (self.standardDeviation, self.level) = (standardDeviation, level)
  }

  /// The chance that `n` seeds, at least 2, tell a true difference from 0.
  public func power(of difference: Double, n: Int) -> Double {
    guard n > 1 else { fatalError("A paired test takes at least two seeds, not \(n).") }
    if standardDeviation == 0 { return difference == 0 ? level : 1 }
    let freedom = Double(n - 1)
    let critical = StudentT(degreesOfFreedom: freedom).quantile(1 - level / 2)
    let shift = abs(difference) / standardDeviation * Double(n).squareRoot()
    if shift > 1e6 { return 1 }
    return NoncentralT(degreesOfFreedom: freedom, shift: shift).upperTail(critical)
      + NoncentralT(degreesOfFreedom: freedom, shift: -shift).upperTail(critical)
  }

  /// The least true difference that `n` seeds find with a chance of `power`.
  public func detectableDifference(n: Int, power wanted: Double = 0.8) -> Double {
    guard wanted > level, wanted < 1 else { fatalError("A power of \(wanted) is not between the level and 1.") }
    if standardDeviation == 0 { return 0 }
    var (low, high) = (0.0, standardDeviation)
    while power(of: high, n: n) < wanted { (low, high) = (high, 2 * high) }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(of: middle, n: n) < wanted { low = middle } else { high = middle }
    }
    return high
  }

  /// The least number of seeds that finds a true difference with a chance of `power`; nil beyond `limit`.
  public func seeds(toFind difference: Double, power wanted: Double = 0.8, limit: Int = 10_000) -> Int? {
    guard limit > 1, power(of: difference, n: limit) >= wanted else { return nil }
    var (low, high) = (1, 2)
    while power(of: difference, n: high) < wanted { (low, high) = (high, min(2 * high, limit)) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if power(of: difference, n: middle) < wanted { low = middle } else { high = middle }
    }
    return high
  }
}
