import StrictJSON

/// One side of a comparison, with its place and as it was written.
struct PlacedOperand {
  let operand: ConditionOperand
  let place: TextPlace
  let written: String

  init(_ operand: ConditionOperand, _ place: TextPlace, written: String) {
    (self.operand, self.place, self.written) = (operand, place, written)
  }

  init(_ operand: ConditionOperand, _ token: ConditionToken) {
    self.init(operand, token.place, written: token.written)
  }

  /// Whether its values are numbers.
  var isNumber: Bool {
    switch operand {
    case .column(let column): column.kind == .number
    case .measure: true
    case .tag: false
    case .value(let value): value.number != nil
    }
  }

  /// Its kind, in words.
  var kindText: String { isNumber ? "a number" : "text" }

  /// What it can be compared with, in words.
  var valueText: String {
    switch operand {
    case .measure: "a share from 0 to 1"
    default: isNumber ? "a number" : "text in single quotes"
    }
  }

  /// The operand, which must not be a value.
  func named() throws(InputError) -> ConditionOperand {
    if case .value = operand {
      throw place.error(found: written, expected: "a column of `run`, metrics.NAME or tag")
    }
    return operand
  }

  /// The operand, whose values must have an order.
  func ordered() throws(InputError) -> ConditionOperand {
    guard operand != .tag else {
      throw place.error(found: "the order of a tag", expected: "=, !=, in, like or is null after tag")
    }
    return try named()
  }

  /// A value as this is compared with it. Text that is a number passes for one, and a number for its text, as the
  /// database has it.
  ///
  /// - Parameter names: What columns can be equal to; nil where no equality is asked for.
  func fit(
    _ value: ConditionValue, at place: TextPlace, names: ClosedNames?
  ) throws(InputError) -> ConditionValue {
    if case .column(let column) = operand, let fault = names?.column(column)?.fault(value.written) {
      throw place.error(found: fault.found, expected: fault.expected, nearest: fault.nearest)
    }
    switch operand {
    case .measure:
      guard let number = value.number, (0...1).contains(number) else {
        throw place.error(
          found: value.number == nil ? "'\(value.written)'" : value.written,
          expected: "a share from 0 to 1: measures are not times 100 here")
      }
      return value
    default:
      if !isNumber { return .text(value.written) }
      guard case .text(let text) = value else { return value }
      if let whole = Int64(text) { return .integer(whole) }
      if let number = Double(text), number.isFinite { return .real(number, written: text) }
      throw place.error(found: "'\(text)'", expected: "a number, as \(written) is one")
    }
  }
}
