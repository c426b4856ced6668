/// An element of a picture in SVG 1.1, with attributes in the order given.
struct SVGElement {
  private let name: String
  private let attributes: [(String, String)]
  private let content: String

  /// An element without content. Numbers among the attributes have at most two decimals.
  init(_ name: String, _ attributes: [(String, String)]) {
    (self.name, self.attributes, content) = (name, attributes, "")
  }

  /// An element that holds text.
  init(_ name: String, _ attributes: [(String, String)] = [], text: String) {
    (self.name, self.attributes, content) = (name, attributes, Self.escaped(text))
  }

  /// The element as XML.
  var xml: String {
    let start = "<" + name + attributes.map { " \($0)=\"\(Self.escaped($1))\"" }.joined()
    return content.isEmpty ? start + "/>" : "\(start)>\(content)</\(name)>"
  }

  /// Text as XML and HTML hold it, in content and in quoted attributes. Characters that XML forbids become U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value): result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A coordinate with at most two decimals, the shortest that says the same.
  static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard abs(hundredths) < 1e15 else { fatalError("\(value) is no coordinate.") }
    return Decimal(units: Int(hundredths), exponent: -2).text
  }
}

/// A whole number of units of a power of ten, written exactly.
struct Decimal {
  /// How many units.
  let units: Int
  /// The unit is ten to this power.
  let exponent: Int

  /// `-1.25`, `300`; no zeros at the end of a fraction.
  var text: String {
    var digits = "\(abs(units))"
    if exponent >= 0 {
      if units != 0 { digits += String(repeating: "0", count: exponent) }
    } else {
      let missing = 1 - exponent - digits.count
      if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
      let point = digits.index(digits.endIndex, offsetBy: exponent)
      let fraction = String(digits[point...].reversed().drop { $0 == "0" }.reversed())
      digits = String(digits[..<point]) + (fraction.isEmpty ? "" : "." + fraction)
    }
    return units < 0 ? "-" + digits : digits
  }

  /// The nearest double.
  var value: Double {
    let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
    return exponent < 0 ? Double(units) / power : Double(units) * power
  }
}
