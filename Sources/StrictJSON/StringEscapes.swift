/// Backslash escapes of JSON strings. The parser has checked them before anybody resolves them.
enum StringEscapes {
  /// The bytes that a string's raw content stands for.
  static func resolved(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var at = raw.startIndex
    while at < raw.endIndex {
      guard raw[at] == UInt8(ascii: "\\") else {
        result.append(raw[at])
        at += 1
        continue
      }
      let letter = raw[at + 1]
      at += 2
      switch letter {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        var code = hex(raw, at)
        at += 4
        if (0xD800..<0xDC00).contains(code) {
          code = 0x10000 + (code - 0xD800) << 10 + (hex(raw, at + 2) - 0xDC00)
          at += 6
        }
        if let scalar = Unicode.Scalar(code) { result.append(contentsOf: String(Character(scalar)).utf8) }
      default: result.append(letter)
      }
    }
    return result
  }

  /// The value of four hexadecimal digits.
  private static func hex(_ raw: ArraySlice<UInt8>, _ at: Int) -> UInt32 {
    raw[at..<(at + 4)].reduce(0) { $0 << 4 | UInt32(digit($1) ?? 0) }
  }

  /// The value of a hexadecimal digit.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
