import StrictJSON

/// An element of an XML file: its name, its text and the elements in it. Just enough XML for annotation files: no
/// document types, no name spaces, attributes skipped.
struct MarkupElement {
  let name: String
  let line: Int
  private(set) var text = ""
  private(set) var children: [MarkupElement] = []

  /// The first element of that name in this one.
  subscript(name: String) -> MarkupElement? { children.first { $0.name == name } }

  /// Reads the bytes of a file; `file` names it in errors.
  init(bytes: [UInt8], file: String) throws(InputError) {
    var parser = Parser(bytes: bytes, file: file)
    self = try parser.document()
  }

  private init(name: String, line: Int) { (self.name, self.line) = (name, line) }

  private struct Parser {
    let bytes: [UInt8]
    let file: String
    var at = 0
    var line = 1
    static let deepest = 50

    mutating func document() throws(InputError) -> MarkupElement {
      var root: MarkupElement?
      while true {
        let text = takeText()
        guard text.allSatisfy(Self.isSpace) else { throw failure("text outside the root element", "an element") }
        if at >= bytes.count { break }
        if try skipsRemark() { continue }
        guard root == nil else { throw failure("a second root element", "one") }
        root = try element(depth: 0)
      }
      guard let root else { throw failure("no element", "an XML file") }
      return root
    }

    private mutating func element(depth: Int) throws(InputError) -> MarkupElement {
      guard depth < Self.deepest else { throw failure("elements nested more than \(Self.deepest) deep", "fewer") }
      let start = line
      advance()
      let tag = try takeTag()
      let name = String(decoding: tag.prefix { !Self.isSpace($0) && $0 != UInt8(ascii: "/") }, as: UTF8.self)
      guard !name.isEmpty else { throw failure("a tag without a name", "an element") }
      var element = MarkupElement(name: name, line: start)
      if tag.last == UInt8(ascii: "/") { return element }
      var text: [UInt8] = []
      while true {
        text += takeText()
        guard at < bytes.count else { throw failure("no end of <\(name)> of line \(start)", "</\(name)>") }
        if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "/") {
          advance()
          advance()
          let end = String(decoding: try takeTag().filter { !Self.isSpace($0) }, as: UTF8.self)
          guard end == name else { throw failure("</\(end)>", "</\(name)>, of line \(start)") }
          element.text = try resolved(text)
          return element
        }
        if try skipsRemark() { continue }
        element.children.append(try self.element(depth: depth + 1))
      }
    }

    /// Skips a comment or a processing instruction.
    private mutating func skipsRemark() throws(InputError) -> Bool {
      for (start, end) in [("<!--", "-->"), ("<?", "?>")] where starts(with: start) {
        let first = line
        while at < bytes.count, !starts(with: end) { advance() }
        guard at < bytes.count else { throw failure("no end of \(start) of line \(first)", end) }
        for _ in end.utf8 { advance() }
        return true
      }
      guard !starts(with: "<!") else { throw failure("a declaration", "elements, comments and text") }
      return false
    }

    private mutating func takeText() -> ArraySlice<UInt8> {
      let start = at
      while at < bytes.count, bytes[at] != UInt8(ascii: "<") { advance() }
      return bytes[start..<at]
    }

    private mutating func takeTag() throws(InputError) -> ArraySlice<UInt8> {
      let start = at
      while at < bytes.count, bytes[at] != UInt8(ascii: ">") { advance() }
      guard at < bytes.count else { throw failure("a tag without an end", "\">\"") }
      defer { advance() }
      return bytes[start..<at]
    }

    private func resolved(_ text: [UInt8]) throws(InputError) -> String {
      var out = String(decoding: text, as: UTF8.self)
      guard out.contains("&") else { return Self.trimmed(out) }
      for (name, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
        out = out.replacing(name, with: sign)
      }
      return Self.trimmed(out)
    }

    private static func trimmed(_ text: String) -> String {
      let start = text.drop { $0.isWhitespace }
      return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }

    private mutating func advance() {
      if bytes[at] == UInt8(ascii: "\n") { line += 1 }
      at += 1
    }

    private func starts(with text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private func failure(_ found: String, _ expected: String) -> InputError {
      InputError(file: file, line: line, found: found, expected: expected)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
  }
}
