/// An interval by the bootstrap (Efron and Tibshirani 1993, chapters 13 and 14): how far a number moves when the sample
/// is drawn again from itself.
///
/// With few values such intervals are too short: there are only so many ways to draw from three. `docs/STATISTICS.md`
/// has their measured coverage.
public struct BootstrapInterval: Hashable, Sendable {
  /// How the ends are read from the resampled numbers.
  public enum Method: String, CaseIterable, Sendable, Hashable {
    /// The quantiles themselves.
    case percentile
    /// Quantiles moved to correct for bias and for a spread that changes with the value (BCa).
    case bca
  }

  /// The fewest values that an interval is made of. Of two values it would be the values themselves, between which the mean
  /// of a continuous symmetric distribution lies in half of all cases.
  public static let fewestValues = 3
  /// Of fewer values than these, intervals are markedly too narrow.
  public static let fewValues = 10

  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// An interval from its ends.
  public init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }

  /// Whether a number is inside or on an end.
  public func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// The interval of the mean of some values; nil for fewer than ``fewestValues``.
  ///
  /// - Parameters:
  ///   - values: The sample.
  ///   - method: How the ends are read.
  ///   - confidence: The share of such intervals that should hold the true mean, inside 0..<1.
  ///   - resamples: How often the sample is drawn.
  ///   - seed: Seed of the stream `bootstrap.values` that the draws come from.
  public init?(
    ofMean values: [Double], method: Method, confidence: Double = 0.95, resamples: Int = 10_000, seed: UInt64 = 0
  ) {
    guard values.count >= Self.fewestValues else { return nil }
    var stream = RandomStream(seed: seed, name: "bootstrap.values")
    let count = values.count
    let means = (0..<resamples).map { _ in
      (0..<count).reduce(0.0) { sum, _ in sum + values[stream.integer(in: 0..<count)] } / Double(count)
    }
    let sum = values.reduce(0, +)
    let leftOut = values.map { (sum - $0) / Double(count - 1) }
    self.init(
      resampled: means, estimate: sum / Double(count), leftOut: method == .bca ? leftOut : [], confidence: confidence)
  }

  /// The interval from numbers that were resampled by the caller.
  ///
  /// - Parameters:
  ///   - resampled: The number of each resample, at least one.
  ///   - estimate: The number of the sample itself.
  ///   - leftOut: The number of the sample without each of its values, for BCa; empty for the percentile interval.
  ///   - confidence: As above.
  public init(resampled: [Double], estimate: Double, leftOut: [Double] = [], confidence: Double = 0.95) {
    guard !resampled.isEmpty else { fatalError("An interval was asked for of no resamples.") }
    guard (0..<1).contains(confidence) else { fatalError("A confidence of \(confidence) is outside 0..<1.") }
    let sorted = resampled.sorted()
    let tails = [0.5 - confidence / 2, 0.5 + confidence / 2]
    let levels = leftOut.isEmpty ? tails : BootstrapInterval.corrected(tails, sorted, estimate, leftOut)
    (lower, upper) = (BootstrapInterval.quantile(sorted, levels[0]), BootstrapInterval.quantile(sorted, levels[1]))
  }

  /// The levels of BCa: z0 is the bias of the resamples' median, a the acceleration by the jackknife.
  private static func corrected(
    _ levels: [Double], _ sorted: [Double], _ estimate: Double, _ leftOut: [Double]
  ) -> [Double] {
    let below = Double(sorted.count { $0 < estimate }) + Double(sorted.count { $0 == estimate }) / 2
    // A share of 0 or 1 has no quantile: the estimate then lies outside all resamples.
    let share = min(max(below, 0.5), Double(sorted.count) - 0.5) / Double(sorted.count)
    let bias = NormalDistribution.quantile(share)
    let mean = leftOut.reduce(0, +) / Double(leftOut.count)
    let cubes = leftOut.reduce(0) { $0 + (mean - $1) * (mean - $1) * (mean - $1) }
    let squares = leftOut.reduce(0) { $0 + (mean - $1) * (mean - $1) }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    return levels.map { level in
      let z = bias + NormalDistribution.quantile(level)
      let stretch = 1 - acceleration * z
      // Towards a stretch of 0 the level goes to its end, and beyond it there is none; so it does for infinite z.
      guard z.isFinite, stretch > 0 else { return z > 0 ? 1 : 0 }
      return NormalDistribution.cumulative(bias + z / stretch)
    }
  }

  /// The quantile of sorted values, straight between two of them (R's type 7, NumPy's default).
  static func quantile(_ sorted: [Double], _ level: Double) -> Double {
    let place = level * Double(sorted.count - 1)
    let below = min(max(Int(place.rounded(.down)), 0), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
