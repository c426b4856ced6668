import StrictJSON

/// Takes the text of a condition apart. `--` begins a remark that ends with the line.
struct ConditionLexer {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var line = 1
  private var lineStart = 0

  /// The words of `text`; the last one is the end.
  static func tokens(of text: String) throws(InputError) -> [ConditionToken] {
    var lexer = ConditionLexer(text)
    var tokens: [ConditionToken] = []
    repeat { tokens.append(try lexer.next(after: tokens.last)) } while tokens.last?.kind != .end
    return tokens
  }

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  private var place: TextPlace { TextPlace(line: line, column: index - lineStart + 1) }

  private func scalar(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < scalars.count ? scalars[index + ahead] : nil
  }

  private mutating func next(after previous: ConditionToken?) throws(InputError) -> ConditionToken {
    skipSpace()
    let (start, place) = (index, place)
    let kind: ConditionToken.Kind
    switch scalar() {
    case nil: kind = .end
    case "'"?: kind = .text(try quoted(by: "'", place))
    case "\""?: kind = .quoted(try quoted(by: "\"", place))
    case let first? where first.isDigit || isNumberStart(first, after: previous): kind = try number(place)
    case let first? where first.isLetter:
      skipWord()
      kind = .word(String(String.UnicodeScalarView(scalars[start..<index])))
    case let first?: kind = .symbol(try symbol(first, place))
    }
    return ConditionToken(
      kind: kind, place: place, written: String(String.UnicodeScalarView(scalars[start..<index])))
  }

  private mutating func skipSpace() {
    while let next = scalar() {
      if next == "-", scalar(1) == "-" {
        while let other = scalar(), other != "\n" { _ = (other, advance()) }
      } else if next.properties.isWhitespace {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func advance() {
    if scalar() == "\n" {
      line += 1
      lineStart = index + 1
    }
    index += 1
  }

  /// A dot or a sign begins a number where a digit follows; after a word a dot joins names.
  private func isNumberStart(_ first: Unicode.Scalar, after previous: ConditionToken?) -> Bool {
    switch first {
    case ".":
      if case .word? = previous?.kind { return false }
      return scalar(1)?.isDigit == true
    case "-", "+": return scalar(1)?.isDigit == true || (scalar(1) == "." && scalar(2)?.isDigit == true)
    default: return false
    }
  }

  /// Letters, digits, `_`, and hyphens inside, as in `VOC50-11`.
  private mutating func skipWord() {
    while let next = scalar(), next.isLetter || next.isDigit || isInnerHyphen(next) { advance() }
  }

  private func isInnerHyphen(_ next: Unicode.Scalar) -> Bool {
    guard next == "-", let after = scalar(1) else { return false }
    return after.isLetter || after.isDigit
  }

  private mutating func quoted(by mark: Unicode.Scalar, _ place: TextPlace) throws(InputError) -> String {
    var text = String.UnicodeScalarView()
    advance()
    while let next = scalar() {
      advance()
      if next == mark {
        guard scalar() == mark else { return String(text) }
        advance()
      }
      text.append(next)
    }
    throw place.error(
      found: "text that begins with \(mark) and does not end", expected: "\(mark) at its end")
  }

  private mutating func number(_ place: TextPlace) throws(InputError) -> ConditionToken.Kind {
    let start = index
    if let sign = scalar(), sign == "-" || sign == "+" { advance() }
    var isWhole = true
    while let next = scalar() {
      let isExponentSign =
        (next == "-" || next == "+") && index > start && (scalars[index - 1] == "e" || scalars[index - 1] == "E")
      guard next.isDigit || next == "." || next.isLetter || isExponentSign else { break }
      if !next.isDigit { isWhole = false }
      advance()
    }
    let written = String(String.UnicodeScalarView(scalars[start..<index]))
    // Swift reads "0x1p3" and "1_0" no other way than SQLite does, so only plain digits, dot and exponent may be there.
    let isPlain = scalars[start..<index].allSatisfy { $0.isDigit || "+-.eE".unicodeScalars.contains($0) }
    if isWhole, let whole = Int64(written) { return .number(.integer(whole)) }
    if isPlain, let number = Double(written), number.isFinite { return .number(.real(number, written: written)) }
    throw place.error(found: "\"\(written)\"", expected: "a number such as 10, 0.25 or 1e-3")
  }

  private mutating func symbol(_ first: Unicode.Scalar, _ place: TextPlace) throws(InputError) -> String {
    let two = scalar(1).map { String(first) + String($0) } ?? ""
    if ["==", "!=", "<>", "<=", ">="].contains(two) {
      advance()
      advance()
      return two
    }
    guard "=<>(),.".unicodeScalars.contains(first) else {
      throw place.error(
        found: "\"\(first)\"", expected: "a name, a number, text in single quotes, an operator or a parenthesis")
    }
    advance()
    return String(first)
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  fileprivate var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_" }
}
