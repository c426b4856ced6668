import Statistics
import Testing

@Suite("BootstrapInterval")
struct BootstrapIntervalTests {
  private let symmetric = [0.158, 0.161, 0.149, 0.17, 0.155, 0.182, 0.15]
  private let skewed = [0.1, 0.12, 0.11, 0.5, 0.13, 0.9, 0.1, 0.12]

  // SciPy's scipy.stats.bootstrap with 200,000 resamples; both draw, so they agree to the noise of drawing.
  @Test func equalsSciPyButForTheDraws() throws {
    func expect(
      _ values: [Double], _ method: BootstrapInterval.Method, _ ends: (Double, Double), within: Double
    ) throws {
      let interval = try #require(BootstrapInterval(ofMean: values, method: method, resamples: 100_000))
      #expect(abs(interval.lower - ends.0) < within && abs(interval.upper - ends.1) < within, "\(interval)")
    }
    try expect(symmetric, .percentile, (0.153429, 0.169286), within: 0.0004)
    try expect(symmetric, .bca, (0.154143, 0.170857), within: 0.0004)
    try expect(skewed, .bca, (0.115, 0.55625), within: 0.012)
  }

  @Test func bcaFollowsTheLongerTail() throws {
    let percentile = try #require(BootstrapInterval(ofMean: skewed, method: .percentile))
    let corrected = try #require(BootstrapInterval(ofMean: skewed, method: .bca))
    #expect(corrected.lower > percentile.lower && corrected.upper > percentile.upper)
  }

  @Test func isTheSameForTheSameSeedOnly() {
    let first = BootstrapInterval(ofMean: symmetric, method: .bca, seed: 3)
    #expect(first == BootstrapInterval(ofMean: symmetric, method: .bca, seed: 3))
    #expect(first != BootstrapInterval(ofMean: symmetric, method: .bca, resamples: 10_000, seed: 4))
  }

  @Test func readsQuantilesBetweenTwoResamples() {
    let interval = BootstrapInterval(resampled: [4, 1, 3, 2, 5], estimate: 3, confidence: 0.8)
    #expect(abs(interval.lower - 1.4) < 1e-12 && abs(interval.upper - 4.6) < 1e-12)
    #expect(interval.contains(1.5) && !interval.contains(1.3))
  }

  /// The levels of the ends are then 0 and 1 but for rounding, whose normal quantiles are infinite.
  @Test(arguments: BootstrapInterval.Method.allCases, [0.0, 0.9999, 0.999_999, 1 - 0x1p-53])
  func everyConfidenceHasAnInterval(method: BootstrapInterval.Method, confidence: Double) throws {
    for values in [symmetric, skewed, skewed.map { -$0 }, [0, 0, 1]] {
      for resamples in [2, 1000] {
        let interval = try #require(
          BootstrapInterval(ofMean: values, method: method, confidence: confidence, resamples: resamples))
        #expect(interval.lower <= interval.upper, "\(values): \(interval)")
        #expect(interval.lower >= values.min() ?? 0 && interval.upper <= values.max() ?? 0)
      }
    }
  }

  @Test func twoValuesHaveNoneAndEqualValuesHaveAPoint() throws {
    for values in [[0.2], [0.2, 0.3]] { #expect(BootstrapInterval(ofMean: values, method: .bca) == nil) }
    let point = try #require(BootstrapInterval(ofMean: [0.25, 0.25, 0.25], method: .bca))
    #expect(point == BootstrapInterval(lower: 0.25, upper: 0.25))
  }

  /// Of many samples from a normal distribution, the share whose interval holds the true mean.
  private func coverage(_ n: Int, _ interval: ([Double]) -> (Double, Double)?) -> Double {
    var stream = RandomStream(seed: 11, name: "coverage \(n)")
    let trials = 2000
    let held = (0..<trials).count { _ in
      let values = (0..<n).map { _ in stream.normal() }
      return interval(values).map { $0.0 <= 0 && 0 <= $0.1 } ?? false
    }
    return Double(held) / Double(trials)
  }

  /// The standard error of a coverage near 0.95 over 2000 trials is 0.005.
  @Test func coverageIsWhatTheDocumentationSays() {
    func around(_ values: [Double], _ half: Double?) -> (Double, Double)? {
      guard let mean = SampleSummary(values)?.mean else { return nil }
      return half.map { (mean - $0, mean + $0) }
    }
    for (n, tfa) in [(3, 0.75), (5, 0.84), (10, 0.90), (30, 0.94)] {
      #expect(abs(coverage(n) { around($0, SampleSummary($0)?.interval()) } - 0.95) < 0.02, "t, \(n)")
      #expect(abs(coverage(n) { around($0, SampleSummary($0)?.tfaInterval) } - tfa) < 0.025, "tfa, \(n)")
    }
    for (n, low, high) in [(3, 0.70, 0.80), (5, 0.78, 0.87), (10, 0.87, 0.93), (30, 0.91, 0.96)] {
      for method in BootstrapInterval.Method.allCases {
        let found = coverage(n) {
          BootstrapInterval(ofMean: $0, method: method, resamples: 400).map { ($0.lower, $0.upper) }
        }
        #expect(found > low && found < high, "\(method), \(n): \(found)")
      }
    }
  }

  @Test func tfasFormulaIsThatOfItsScript() throws {
    // 1.96 * numpy.std(x) / sqrt(3)
    let half = try #require(SampleSummary([0.158, 0.161, 0.149])?.tfaInterval)
    #expect(abs(half - 0.005770083766000865) < 1e-15)
    #expect(SampleSummary([0.2])?.tfaInterval == nil)
  }
}
