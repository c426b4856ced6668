import Statistics

/// How the interval around a mean over seeds is made. docs/STATISTICS.md compares them.
public enum IntervalMethod: String, CaseIterable, Sendable {
  /// Student's t.
  case student = "t"
  /// The percentile bootstrap.
  case bootstrap
  /// The formula that TFA's and DeFRCN's tables were made with.
  case tfa

  /// How often the seeds are drawn.
  static let resamples = 10_000

  /// The name in JSON.
  var name: String {
    switch self {
    case .student: "student-t"
    case .bootstrap: "percentile-bootstrap"
    case .tfa: "tfa"
    }
  }

  /// The words of a caption, to follow "the 95 %".
  var words: String {
    switch self {
    case .student: "Student-t interval"
    case .bootstrap: "percentile bootstrap interval (\(Self.resamples) resamples)"
    case .tfa: "interval by TFA's formula (1.96 population standard deviations over the root of n)"
    }
  }

  /// What must be said of intervals over so few seeds, a clause; nil where nothing must.
  func caution(fewest n: Int) -> String? {
    guard self != .student, n < BootstrapInterval.fewValues else { return nil }
    if self == .tfa {
      return
        "Intervals by TFA's formula over so few seeds are too narrow (of 95 % ones 75 % hold the mean at n=3, 84 % at n=5,"
        + " 90 % at n=10): Student's t, the default, holds what it says"
    }
    return
      "Bootstrap intervals of so few seeds are too narrow (of 95 % ones 75 % hold the mean at n=3, 83 % at n=5, 90 %"
      + " at n=10; at n=2 there is none): Student's t, the default, holds what it says"
  }

  /// Half the width of the interval of the mean of some values, and whether it leaves out 0; nil for fewer than two,
  /// and for the bootstrap for fewer than three. The bootstrap's ends need not lie alike on both sides of the mean; it
  /// leaves out 0 where its ends do and the mean with half its width, which is what tables show, does too.
  func interval(of values: [Double]) -> (halfWidth: Double, excludesZero: Bool)? {
    guard let summary = SampleSummary(values) else { return nil }
    func around(_ halfWidth: Double?) -> (halfWidth: Double, excludesZero: Bool)? {
      halfWidth.map { ($0, abs(summary.mean) > $0) }
    }
    switch self {
    case .student: return around(summary.interval(confidence: ResultTable.confidence))
    case .tfa: return around(summary.tfaInterval)
    case .bootstrap:
      return BootstrapInterval(
        ofMean: values, method: .percentile, confidence: ResultTable.confidence, resamples: Self.resamples
      ).map { interval in
        let half = (interval.upper - interval.lower) / 2
        return (half, !interval.contains(0) && abs(summary.mean) > half)
      }
    }
  }
}
