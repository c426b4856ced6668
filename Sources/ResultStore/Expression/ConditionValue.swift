import GRDB

/// A value that a condition compares with.
enum ConditionValue: Sendable, Equatable {
  case integer(Int64)
  /// A number with fraction or exponent, and how it was written.
  case real(Double, written: String)
  case text(String)

  /// The number; nil for text.
  var number: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .real(let number, _): number
    case .text: nil
    }
  }

  /// As text.
  var written: String {
    switch self {
    case .integer(let whole): "\(whole)"
    case .real(_, let written): written
    case .text(let text): text
    }
  }

  /// As an argument of a statement.
  var argument: any DatabaseValueConvertible & Sendable {
    switch self {
    case .integer(let whole): whole
    case .real(let number, _): number
    case .text(let text): text
    }
  }
}
