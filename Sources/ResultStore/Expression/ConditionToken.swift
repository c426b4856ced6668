/// A word of the language of conditions.
struct ConditionToken: Sendable, Equatable {
  /// What it is.
  enum Kind: Sendable, Equatable {
    /// A name or a keyword, as it was written.
    case word(String)
    /// Text in single quotes.
    case text(String)
    /// Text in double quotes: a name where one can stand, else text.
    case quoted(String)
    /// A number.
    case number(ConditionValue)
    /// An operator or a mark.
    case symbol(String)
    /// Nothing more.
    case end
  }

  let kind: Kind
  let place: TextPlace
  /// As it was written.
  let written: String

  /// The token as it follows "found".
  var foundText: String {
    switch kind {
    case .end: "the end"
    case .word, .symbol: "\"\(written)\""
    case .text, .quoted, .number: written.count > 60 ? "\(written.prefix(57))…" : written
    }
  }

  /// Whether this is the keyword `name`, in whatever case.
  func isKeyword(_ name: String) -> Bool {
    guard case .word(let word) = kind else { return false }
    return word.lowercased() == name
  }

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol(symbol) }
}
