public import StrictJSON

extension JSONValue {
  /// The value with one to three parts replaced, left out, doubled or renamed, so that the text stays JSON.
  public func damaged(by draws: inout Draws) -> JSONValue {
    var value = self
    for _ in 0...draws.below(3) { value = value.damagedOnce(by: &draws) }
    return value
  }

  private static let oddities: [JSONValue] =
    [0, -1, 1, 7, .max, .min].map { (number: Int64) in .integer(number) }
    + [0.5, -0.0, 1e308, .leastNormalMagnitude].map { (number: Double) in .number(number) }
    + ["", "all", "scratch", "../../x", "\u{0}", "🦤\u{301}"].map { .string($0) }
    + [.null, .bool(true), .array([]), .object([]), .array([.array([.null])])]

  private func damagedOnce(by draws: inout Draws) -> JSONValue {
    switch self {
    case .array(let values) where !values.isEmpty && draws.below(5) > 0:
      var values = values
      let place = draws.below(values.count)
      switch draws.below(5) {
      case 0: values.remove(at: place)
      case 1: values.insert(values[place], at: place)
      default: values[place] = values[place].damagedOnce(by: &draws)
      }
      return .array(values)
    case .object(let object) where !object.members.isEmpty && draws.below(12) > 0:
      var members = object.members.map { ($0.key, $0.value) }
      let place = draws.below(members.count)
      switch draws.below(8) {
      case 0: members.remove(at: place)
      case 1 where !object.keys.contains(members[place].0 + "s"): members[place].0 += "s"
      default: members[place].1 = members[place].1.damagedOnce(by: &draws)
      }
      return .object(members)
    default: return draws.pick(Self.oddities)
    }
  }
}
