/// A node of a condition's syntax tree, with the place of its first word.
struct ConditionNode: Sendable, Equatable {
  /// What it says of a run.
  indirect enum Kind: Sendable, Equatable {
    /// Every one of these holds.
    case all([ConditionNode])
    /// One of these holds at least.
    case any([ConditionNode])
    /// The other does not hold.
    case not(ConditionNode)
    /// Two values stand in an order.
    case comparison(ConditionOperand, ConditionComparator, ConditionOperand)
    /// The value is one of some.
    case member(ConditionOperand, of: [ConditionValue])
    /// The text has a form, in which `%` stands for any text and `_` for one character.
    case like(ConditionOperand, String)
    /// There is no value.
    case absent(ConditionOperand)
  }

  let kind: Kind
  let place: TextPlace
}

/// What a condition compares.
enum ConditionOperand: Sendable, Equatable {
  /// A column of the run.
  case column(RunColumn)
  /// A measure of the run.
  case measure(Measure)
  /// The run's tags; a comparison holds when one of them fulfils it.
  case tag
  /// A value.
  case value(ConditionValue)
}

/// How two values are compared.
enum ConditionComparator: String, Sendable, CaseIterable {
  case equal = "="
  case unequal = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Whether it asks which comes first, and not only whether the two are equal.
  var isOrder: Bool { self != .equal && self != .unequal }

  /// The one that says the same with the sides changed over.
  var mirrored: ConditionComparator {
    switch self {
    case .equal, .unequal: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  /// The comparator that a symbol stands for.
  init?(symbol: String) {
    switch symbol {
    case "==": self = .equal
    case "!=": self = .unequal
    default: self.init(rawValue: symbol)
    }
  }
}
