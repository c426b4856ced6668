/// When something that counts its units will be done, from when it was how far.
///
/// The rate is that of the last half minute, so that a slow start (loading, compiling kernels) is soon forgotten; with
/// less than that it is the rate since the first report.
public struct ProgressEstimate: Sendable, Equatable {
  private struct Sample: Equatable {
    var second: Double
    var done: Int
  }

  private static let window = 30.0
  private var samples: [Sample] = []
  /// Units done.
  public private(set) var done = 0
  /// Units in all; 0 if unknown.
  public private(set) var total = 0

  /// An estimate that has heard nothing yet.
  public init() {}

  /// Takes in how far it is at a time, in seconds from anywhere. Counting that goes back starts the estimate anew.
  public mutating func update(done: Int, total: Int, at second: Double) {
    if done < self.done || total != self.total { samples = [] }
    self.done = done
    self.total = total
    samples.append(Sample(second: second, done: done))
    // One sample from before the window stays, so that the window is spanned whole.
    while samples.count > 2, samples[1].second <= second - Self.window { samples.removeFirst() }
  }

  /// The share done, in 0...1, or nil if the total is unknown.
  public var fraction: Double? { total > 0 ? min(1, Double(done) / Double(total)) : nil }

  /// Units each second, or nil before there are two reports apart in time and count.
  public var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.second > first.second,
      last.done > first.done
    else { return nil }
    return Double(last.done - first.done) / (last.second - first.second)
  }

  /// Seconds to go after the last report, or nil if that cannot be told yet.
  public var remainingSeconds: Double? {
    guard total > 0 else { return nil }
    if done >= total { return 0 }
    return rate.map { Double(total - done) / $0 }
  }

  /// Seconds as `8s`, `3m20s`, `2h05m`, `3d04h`.
  public static func text(seconds: Double) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let whole = Int(min(max(0, seconds.rounded()), 1e9))
    if whole < 60 { return "\(whole)s" }
    if whole < 3600 { return "\(whole / 60)m\(two(whole % 60))s" }
    if whole < 86_400 { return "\(whole / 3600)h\(two(whole % 3600 / 60))m" }
    return "\(whole / 86_400)d\(two(whole % 86_400 / 3600))h"
  }
}
