/// How a finite Double is written, the same in canonical and pretty text: the shortest digits that read back to the
/// same value, laid out as ECMAScript does (plain from 1e-6 up to below 1e21, else `1.5e-7`, `1e+21`), and without
/// `.0`. Negative zero is written `0`.
enum NumberText {
  static func of(_ value: Double) -> String {
    guard value.isFinite else {
      fatalError("The number \(value) was to be written as JSON; write null or a string instead.")
    }
    if value == 0 { return "0" }
    let (digits, exponent) = shortestDigits(abs(value))
    let sign = value < 0 ? "-" : ""
    return sign + layOut(digits, pointAt: exponent)
  }

  /// The shortest significant digits of a positive value, and the place of the decimal point relative to their start:
  /// value = 0.d1d2d3… x 10^pointAt.
  private static func shortestDigits(_ value: Double) -> (digits: [UInt8], pointAt: Int) {
    var digits: [UInt8] = []
    var integerDigits = 0
    var exponent = 0
    var seenPoint = false
    let text = Array(value.description.utf8)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
        if !seenPoint { integerDigits += 1 }
      }
      index += 1
    }
    var pointAt = integerDigits + exponent
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      pointAt -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, pointAt)
  }

  private static func layOut(_ digits: [UInt8], pointAt: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if digits.count <= pointAt, pointAt <= 21 {
      return text + String(repeating: "0", count: pointAt - digits.count)
    }
    if 0 < pointAt, pointAt <= 21 {
      return String(decoding: digits[..<pointAt], as: UTF8.self) + "."
        + String(decoding: digits[pointAt...], as: UTF8.self)
    }
    if -6 < pointAt, pointAt <= 0 { return "0." + String(repeating: "0", count: -pointAt) + text }
    let exponent = pointAt - 1
    let mantissa =
      digits.count == 1
      ? text : text.prefix(1) + "." + String(decoding: digits[1...], as: UTF8.self)
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + String(abs(exponent))
  }
}
