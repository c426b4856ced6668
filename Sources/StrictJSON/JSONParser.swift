/// A refusal while parsing: the place as a byte offset, later turned into an `InputError`.
struct JSONSyntaxError: Error {
  var offset: Int
  var found: String
  var expected: String
  /// Whether the path of the place is worth telling (not for what comes before or after the document).
  var hasPath = true
}

/// Reads RFC 8259 JSON and nothing else into a tape: UTF-8 only, no byte order mark, no comments, no trailing commas,
/// no duplicate keys, no numbers beyond Double, at most 512 levels.
struct JSONParser {
  static let depthLimit = 512

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private(set) var tape: [TapeEntry] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tape.reserveCapacity(bytes.count / 6 + 8)
  }

  /// Reads the whole document. On failure the tape holds what came before.
  mutating func parse() throws(JSONSyntaxError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw JSONSyntaxError(
        offset: 0, found: "a byte order mark", expected: "JSON text without one", hasPath: false)
    }
    skipSpace()
    try value(depth: 0)
    skipSpace()
    if at < bytes.count {
      throw JSONSyntaxError(
        offset: at, found: describe(), expected: "nothing after the end of the document", hasPath: false)
    }
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(JSONSyntaxError) {
    guard at < bytes.count else { throw failure("a value") }
    switch bytes[at] {
    case UInt8(ascii: "{"): try object(depth: depth + 1)
    case UInt8(ascii: "["): try array(depth: depth + 1)
    case UInt8(ascii: "\""): try string(isKey: false)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    case UInt8(ascii: "t"): try literal("true", .yes)
    case UInt8(ascii: "f"): try literal("false", .no)
    case UInt8(ascii: "n"): try literal("null", .null)
    default: throw failure("a value")
    }
  }

  private mutating func literal(_ word: StaticString, _ kind: TapeEntry.Kind) throws(JSONSyntaxError) {
    let length = word.utf8CodeUnitCount
    let matches =
      at + length <= bytes.count && (0..<length).allSatisfy { bytes[at + $0] == word.utf8Start[$0] }
    guard matches, !isWordByte(at + length) else { throw failure("a value") }
    tape.append(TapeEntry(kind, offset: at, payload: 0))
    at += length
  }

  private mutating func open(_ kind: TapeEntry.Kind, depth: Int) throws(JSONSyntaxError) -> Int {
    guard depth <= Self.depthLimit else {
      throw JSONSyntaxError(
        offset: at, found: "a value nested \(depth) levels deep",
        expected: "at most \(Self.depthLimit) levels",
        hasPath: false)
    }
    tape.append(TapeEntry(kind, offset: at, payload: TapeEntry.unfinished))
    at += 1
    skipSpace()
    return tape.count - 1
  }

  private mutating func close(_ start: Int, count: Int) throws(JSONSyntaxError) {
    guard tape.count < Int(UInt32.max) else {
      throw JSONSyntaxError(
        offset: at, found: "more than 4 billion values", expected: "a smaller document", hasPath: false)
    }
    tape[start].payload = UInt64(count) << 32 | UInt64(tape.count)
    at += 1
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) {
    let start = try open(.array, depth: depth)
    if isNext("]") { return try close(start, count: 0) }
    var count = 0
    while true {
      try value(depth: depth)
      count += 1
      skipSpace()
      if isNext("]") { return try close(start, count: count) }
      guard isNext(",") else { throw failure("\",\" or \"]\"") }
      at += 1
      skipSpace()
      if isNext("]") { throw failure("a value after the comma") }
    }
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) {
    let start = try open(.object, depth: depth)
    if isNext("}") { return try close(start, count: 0) }
    var keys = KeySet()
    while true {
      guard isNext("\"") else { throw failure("a key in double quotes") }
      try string(isKey: true)
      try keys.insert(tape.count - 1, tape, bytes)
      skipSpace()
      guard isNext(":") else { throw failure("\":\" after the key") }
      at += 1
      skipSpace()
      try value(depth: depth)
      skipSpace()
      if isNext("}") { return try close(start, count: keys.count) }
      guard isNext(",") else { throw failure("\",\" or \"}\"") }
      at += 1
      skipSpace()
      if isNext("}") { throw failure("a key after the comma") }
    }
  }

  private mutating func number() throws(JSONSyntaxError) {
    let number = try JSONNumber.read(bytes, &at)
    tape.append(number)
  }

  private mutating func string(isKey: Bool) throws(JSONSyntaxError) {
    let start = at
    at += 1
    var escaped = false
    while true {
      guard at < bytes.count else { throw failure("the closing quote of the string") }
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        escaped = true
        try escape()
      } else if byte < 0x20 {
        throw failure("control characters in a string to be escaped")
      } else if byte < 0x80 {
        at += 1
      } else {
        let length = UTF8Sequence.length(bytes, at)
        guard length > 0 else {
          throw JSONSyntaxError(offset: at, found: "bytes that are not UTF-8", expected: "UTF-8 text")
        }
        at += length
      }
    }
    let kind: TapeEntry.Kind = isKey ? (escaped ? .escapedKey : .key) : (escaped ? .escapedString : .string)
    tape.append(TapeEntry(kind, offset: start, payload: UInt64(at)))
    at += 1
  }

  private mutating func escape() throws(JSONSyntaxError) {
    let expected = "an escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits"
    guard at + 1 < bytes.count else { throw failure(expected) }
    switch bytes[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 2
    case UInt8(ascii: "u"):
      guard let code = codeUnit(at) else { throw failure(expected) }
      if (0xDC00..<0xE000).contains(code) { throw failure("a high surrogate before the low one") }
      if (0xD800..<0xDC00).contains(code) {
        guard let low = codeUnit(at + 6), (0xDC00..<0xE000).contains(low) else {
          throw failure("a low surrogate after the high one")
        }
        at += 6
      }
      at += 6
    default: throw failure(expected)
    }
  }

  /// The code unit of the `\uXXXX` at `start`.
  private func codeUnit(_ start: Int) -> UInt32? {
    guard start + 6 <= bytes.count, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u")
    else {
      return nil
    }
    var code: UInt32 = 0
    for place in (start + 2)..<(start + 6) {
      guard let digit = StringEscapes.digit(bytes[place]) else { return nil }
      code = code << 4 | UInt32(digit)
    }
    return code
  }

  // MARK: Bytes

  private mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return
      }
    }
  }

  private func isNext(_ character: Unicode.Scalar) -> Bool {
    at < bytes.count && bytes[at] == UInt8(ascii: character)
  }

  private func isWordByte(_ place: Int) -> Bool {
    guard place < bytes.count else { return false }
    switch bytes[place] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  private func failure(_ expected: String) -> JSONSyntaxError {
    JSONSyntaxError(offset: at, found: describe(), expected: expected)
  }

  /// What stands at the current place: a word, a character, or the end of the text.
  private func describe() -> String {
    guard at < bytes.count else { return "the end of the text" }
    var end = at
    while isWordByte(end), end - at < 24 { end += 1 }
    if end > at { return "\"\(String(decoding: bytes[at..<end], as: UTF8.self))\"" }
    if bytes[at] == UInt8(ascii: "/") { return "\"/\" (JSON has no comments)" }
    if bytes[at] == UInt8(ascii: "\"") { return "a string" }
    if bytes[at] < 0x20 || bytes[at] == 0x7F { return "control character \(bytes[at])" }
    if bytes[at] < 0x80 { return "\"\(Character(Unicode.Scalar(bytes[at])))\"" }
    let length = UTF8Sequence.length(bytes, at)
    if length == 0 { return "bytes that are not UTF-8" }
    return "\"\(String(decoding: bytes[at..<(at + length)], as: UTF8.self))\""
  }
}
