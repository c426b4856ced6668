import Foundation

/// The mean of the last few values of a curve.
struct RunningMean {
  private let window: Int
  private(set) var values: [Double] = []

  init(window: Int) { self.window = window }

  mutating func add(_ value: Double) {
    values.append(value)
    if values.count > window { values.removeFirst() }
  }

  /// The mean, NaN when nothing was added.
  var value: Double { values.reduce(0, +) / Double(values.count) }

  /// The mean with four decimals.
  var text: String { String(format: "%.4f", value) }
}
