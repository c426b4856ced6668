extension JSONValue {
  /// The one text of this value that digests are made of: no whitespace, object keys in the order of their UTF-8
  /// bytes, numbers in shortest form (`2.0` and `2` are both `2`), strings with the fewest escapes. Pinned by golden
  /// tests, because cache keys hang on it. A number that is not finite is a programming error.
  public var canonicalText: String {
    var writer = JSONWriter()
    writer.writeCanonical(self)
    return writer.text
  }

  /// Text for people: two spaces of indentation, member order kept, arrays of plain values on one line.
  /// Ends without a line break.
  public func prettyText() -> String {
    var writer = JSONWriter()
    writer.writePretty(self, indent: 0)
    return writer.text
  }
}

/// Appends JSON text to a byte buffer.
struct JSONWriter {
  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func writeCanonical(_ value: JSONValue) {
    switch value {
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(",") }
        writeCanonical(element)
      }
      append("]")
    case .object(let object):
      append("{")
      let sorted = object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { append(",") }
        write(string: member.key)
        append(":")
        writeCanonical(member.value)
      }
      append("}")
    default: writeScalar(value)
    }
  }

  mutating func writePretty(_ value: JSONValue, indent: Int) {
    switch value {
    case .array(let elements) where elements.allSatisfy(\.isScalar):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(", ") }
        writeScalar(element)
      }
      append("]")
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        startLine(indent + 2, comma: index > 0)
        writePretty(element, indent: indent + 2)
      }
      startLine(indent, comma: false)
      append("]")
    case .object(let object) where object.members.isEmpty: append("{}")
    case .object(let object):
      append("{")
      for (index, member) in object.members.enumerated() {
        startLine(indent + 2, comma: index > 0)
        write(string: member.key)
        append(": ")
        writePretty(member.value, indent: indent + 2)
      }
      startLine(indent, comma: false)
      append("}")
    default: writeScalar(value)
    }
  }

  private mutating func writeScalar(_ value: JSONValue) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .integer(let number): append(String(number))
    case .number(let number): append(NumberText.of(number))
    case .string(let string): write(string: string)
    case .array, .object: fatalError("A container was written as a scalar.")
    }
  }

  private mutating func startLine(_ indent: Int, comma: Bool) {
    if comma { append(",") }
    append("\n")
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(string: String) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0A: append("\\n")
      case 0x0C: append("\\f")
      case 0x0D: append("\\r")
      case 0..<0x20:
        append("\\u00")
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSONValue {
  /// Whether this is neither array nor object.
  var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
