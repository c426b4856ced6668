/// One value (or member key) of a parsed document, 16 bytes, in document order; containers are followed by their
/// contents. Strings stay in the document's bytes until somebody asks for them.
struct TapeEntry: Sendable {
  enum Kind: UInt8 {
    case null, no, yes, integer, number, string, escapedString, key, escapedKey, array, object
  }

  /// Kind in the top 8 bits, byte offset of the value's first byte in the rest.
  private let head: UInt64
  /// Bits of the integer or number; end offset of a string's content; for containers the index after the last entry
  /// (low 32 bits) and the number of elements or members (high 32 bits).
  var payload: UInt64

  /// Index-after-last of a container that is still being read.
  static let unfinished = UInt64(UInt32.max)

  init(_ kind: Kind, offset: Int, payload: UInt64) {
    head = UInt64(kind.rawValue) << 56 | UInt64(offset)
    self.payload = payload
  }

  var kind: Kind { Kind(rawValue: UInt8(head >> 56)) ?? .null }
  var offset: Int { Int(head & 0x00FF_FFFF_FFFF_FFFF) }
  var isContainer: Bool { kind == .array || kind == .object }
  var isObject: Bool { kind == .object }
  var end: Int { Int(payload & 0xFFFF_FFFF) }
  var count: Int { Int(payload >> 32) }
}

/// A parsed document: bytes and tape. Shared by all nodes that point into it.
final class JSONSource: Sendable {
  let file: String?
  let bytes: [UInt8]
  let tape: [TapeEntry]

  init(file: String?, bytes: [UInt8], tape: [TapeEntry]) {
    self.file = file
    self.bytes = bytes
    self.tape = tape
  }

  /// Index of the entry after the value at `index`.
  func indexAfter(_ index: Int) -> Int { tape[index].isContainer ? tape[index].end : index + 1 }

  /// The text of the string or key at `index`.
  func string(at index: Int) -> String {
    let entry = tape[index]
    let range = (entry.offset + 1)..<Int(entry.payload)
    switch entry.kind {
    case .escapedString, .escapedKey:
      return String(decoding: StringEscapes.resolved(bytes[range]), as: UTF8.self)
    default: return String(decoding: bytes[range], as: UTF8.self)
    }
  }

  /// Whether the key at `index` is `key`, byte for byte.
  func key(at index: Int, equals key: String) -> Bool {
    let entry = tape[index]
    if entry.kind == .escapedKey { return string(at: index).utf8.elementsEqual(key.utf8) }
    let start = entry.offset + 1
    guard Int(entry.payload) - start == key.utf8.count else { return false }
    var at = start
    for byte in key.utf8 {
      if bytes[at] != byte { return false }
      at += 1
    }
    return true
  }

  /// `$.matrix.arms[1]` for the entry at `target` (a value, or a member key, which counts as its value). Also works
  /// on a half-read tape, where the last container on each level is still open.
  func path(of target: Int) -> String {
    var text = "$"
    var container = 0
    while container < target, container < tape.count, tape[container].isContainer {
      var child = container + 1
      var position = 0
      let isObject = tape[container].isObject
      while true {
        let value = isObject ? child + 1 : child
        guard value < tape.count else { return text + step(isObject, child: child, position: position) }
        let next = tape[value].isContainer ? tape[value].end : value + 1
        if target < next { break }
        if next >= tape.count, next == target { return text }
        child = next
        position += 1
      }
      text += step(isObject, child: child, position: position)
      container = isObject ? child + 1 : child
    }
    return text
  }

  private func step(_ isObject: Bool, child: Int, position: Int) -> String {
    guard isObject else { return "[\(position)]" }
    guard child < tape.count else { return "" }
    let key = string(at: child)
    let plain = key.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return plain && !key.isEmpty ? ".\(key)" : "[\(JSONValue.string(key).canonicalText)]"
  }

  /// Line and column, both from 1, of a byte offset; columns count Unicode scalars.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    let end = min(offset, bytes.count)
    for at in 0..<end where bytes[at] == UInt8(ascii: "\n") {
      line += 1
      lineStart = at + 1
    }
    let scalars = bytes[lineStart..<end].count { $0 & 0xC0 != 0x80 }
    return (line, scalars + 1)
  }
}
