import Foundation

/// Shares as tables show them: times 100, one decimal.
enum Percent {
  static func text(_ share: Double) -> String { String(format: "%.1f", share * 100) }
}
