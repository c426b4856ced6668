import StrictJSON

/// JSON as Python's `json.dump` writes it with its own settings, byte for byte: `", "` and `": "` between parts, all
/// but printable ASCII escaped, numbers as `repr` has them.
enum PythonJSON {
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number): text(number)
    case .string(let string): text(string)
    case .array(let elements): list(elements.map(text))
    case .object(let object): dictionary(object.members.map { ($0.key, text($0.value)) })
    }
  }

  /// An array of values that are text already.
  static func list(_ elements: [String]) -> String { "[" + elements.joined(separator: ", ") + "]" }

  /// An object of values that are text already.
  static func dictionary(_ members: [(key: String, value: String)]) -> String {
    "{" + members.map { "\(text($0.key)): \($0.value)" }.joined(separator: ", ") + "}"
  }

  static func text(_ string: String) -> String {
    var out = "\""
    for unit in string.utf16 {
      switch unit {
      case 0x22: out += "\\\""
      case 0x5C: out += "\\\\"
      case 0x08: out += "\\b"
      case 0x09: out += "\\t"
      case 0x0A: out += "\\n"
      case 0x0C: out += "\\f"
      case 0x0D: out += "\\r"
      case 0x20..<0x7F: out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return out + "\""
  }

  /// The shortest digits that read back, with an exponent below 1e-4 and from 1e16 on; Swift's own text has the same
  /// digits but turns to exponents earlier.
  static func text(_ number: Double) -> String {
    let text = number.description
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]),
      (0..<16).contains(exponent)
    else { return text }
    let sign = number < 0 ? "-" : ""
    var digits = text[..<mark].filter { $0.isNumber }
    if digits.count > 1, digits.hasSuffix("0"), text[..<mark].hasSuffix(".0") { digits.removeLast() }
    digits += String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    let fraction = digits.dropFirst(exponent + 1)
    return sign + digits.prefix(exponent + 1) + "." + (fraction.isEmpty ? "0" : fraction)
  }
}
