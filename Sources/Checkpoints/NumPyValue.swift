/// A type of NumPy's as a pickle names it.
struct NumPyType: Sendable {
  /// The name, such as `f8` or `U6`, without byte order.
  let code: String
  /// Whether numbers have their highest byte first.
  var isBigEndian = false

  init(code: String) {
    isBigEndian = code.hasPrefix(">")
    self.code = code.first.map { "<>|=".contains($0) } == true ? String(code.dropFirst()) : code
  }

  /// Bytes of one element; nil for types that are not read.
  var width: Int? {
    guard let kind = code.first, let size = Int(code.dropFirst()), (0...4096).contains(size) else { return nil }
    switch kind {
    case "b", "i", "u": return [1, 2, 4, 8].contains(size) ? size : nil
    case "f": return size == 4 || size == 8 ? size : nil
    case "U": return size * 4
    case "S": return size
    default: return nil
    }
  }

  /// The value of one element, whose bytes are as many as `width` says; nil for one that cannot be told.
  func value(_ bytes: ArraySlice<UInt8>) -> PlainValue? {
    guard let kind = code.first, bytes.count == width else { return nil }
    switch kind {
    case "S": return .string(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    case "U":
      var text = ""
      for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
        let number = bits(bytes[start..<start + 4])
        if number == 0 { break }
        guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else { return nil }
        text.unicodeScalars.append(scalar)
      }
      return .string(text)
    case "f":
      let number = bits(bytes)
      return .number(
        bytes.count == 4 ? Double(Float(bitPattern: UInt32(number))) : Double(bitPattern: number))
    case "b": return .bool(bits(bytes) != 0)
    case "u": return Int(exactly: bits(bytes)).map { .integer($0) }
    default:
      let unused = 64 - bytes.count * 8
      return .integer(Int(Int64(bitPattern: bits(bytes) << UInt64(unused)) >> Int64(unused)))
    }
  }

  private func bits(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// An array of NumPy's: a shape, and elements behind one another.
struct NumPyArray: Sendable {
  var shape: [Int] = []
  var type = NumPyType(code: "O")
  var bytes: [UInt8] = []

  /// The elements of an array with one dimension or none; nil for others, and for types that are not read.
  var elements: [PlainValue]? {
    guard shape.count <= 1, let width = type.width, width > 0, bytes.count.isMultiple(of: width),
      bytes.count / width == shape.first ?? 1
    else { return nil }
    var elements: [PlainValue] = []
    for start in stride(from: 0, to: bytes.count, by: width) {
      guard let value = type.value(bytes[start..<start + width]) else { return nil }
      elements.append(value)
    }
    return elements
  }
}
