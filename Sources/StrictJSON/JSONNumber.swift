/// Strict reading of JSON numbers.
enum JSONNumber {
  /// Reads the number at `at` and moves past it. Integers that fit 64 bits stay exact; everything else is the nearest
  /// Double; what overflows Double is refused.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) throws(JSONSyntaxError) -> TapeEntry {
    let start = at
    let isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    // Up to 19 digits fit `mantissa`; with more the text is read again by the slow, exact way.
    var mantissa: UInt64 = 0
    var exponent = 0
    var isInteger = true
    let integerDigits = digits(bytes, &at, into: &mantissa)
    guard integerDigits > 0 else { throw failure(bytes, at, "a digit after the minus sign") }
    if integerDigits > 1, bytes[start + (isNegative ? 1 : 0)] == UInt8(ascii: "0") {
      throw JSONSyntaxError(
        offset: start, found: "a number with a leading zero", expected: "a number without one")
    }
    var total = integerDigits
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      isInteger = false
      at += 1
      let count = digits(bytes, &at, into: &mantissa)
      guard count > 0 else { throw failure(bytes, at, "a digit after the decimal point") }
      total += count
      exponent -= count
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      at += 1
      var isExponentNegative = false
      if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
        isExponentNegative = bytes[at] == UInt8(ascii: "-")
        at += 1
      }
      var written: UInt64 = 0
      let count = digits(bytes, &at, into: &written)
      guard count > 0 else { throw failure(bytes, at, "a digit in the exponent") }
      let limited = count > 9 ? 999_999_999 : Int(written)
      exponent += isExponentNegative ? -limited : limited
    }
    if isInteger, total <= 19, let value = signed(mantissa, isNegative) {
      return TapeEntry(.integer, offset: start, payload: UInt64(bitPattern: value))
    }
    if total <= 19, mantissa <= 1 << 53, abs(exponent) <= 22 {
      // Both operands are exact, so one correctly rounded operation gives the nearest Double.
      let power = powersOfTen[abs(exponent)]
      let size = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
      return TapeEntry(.number, offset: start, payload: (isNegative ? -size : size).bitPattern)
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw JSONSyntaxError(
        offset: start, found: "the number \(text.prefix(24))", expected: "a number below 1.8e308")
    }
    return TapeEntry(.number, offset: start, payload: value.bitPattern)
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]

  private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, into value: inout UInt64)
    -> Int
  {
    let start = at
    while at < bytes.count {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      at += 1
    }
    return at - start
  }

  private static func signed(_ size: UInt64, _ isNegative: Bool) -> Int64? {
    if !isNegative { return Int64(exactly: size) }
    return size <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- size) : nil
  }

  private static func failure(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ expected: String)
    -> JSONSyntaxError
  {
    let found =
      at < bytes.count
      ? "\"\(String(decoding: bytes[at..<(at + max(1, UTF8Sequence.length(bytes, at)))], as: UTF8.self))\""
      : "the end of the text"
    return JSONSyntaxError(offset: at, found: found, expected: expected)
  }
}
