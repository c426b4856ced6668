import StrictJSON

/// Reads a condition by recursive descent: `or` binds loosest, then `and`, `not`, comparisons.
struct ConditionParser {
  /// Bounds that keep a condition within what SQLite's parser holds, whose stack is 100 deep; no person comes near them.
  static let mostComparisons = 200
  static let deepestNesting = 10
  static let mostValues = 5000

  private let tokens: [ConditionToken]
  private let vocabulary: MeasureVocabulary
  private let names: ClosedNames
  private var index = 0
  private var comparisons = 0
  private var values = 0

  init(_ text: String, vocabulary: MeasureVocabulary, names: ClosedNames) throws(InputError) {
    tokens = try ConditionLexer.tokens(of: text)
    (self.vocabulary, self.names) = (vocabulary, names)
  }

  /// The whole text as one condition.
  mutating func condition() throws(InputError) -> ConditionNode {
    let node = try alternatives(depth: 0)
    guard next.kind == .end else {
      throw next.place.error(found: next.foundText, expected: "and, or, or the end")
    }
    return node
  }

  private var next: ConditionToken { tokens[min(index, tokens.count - 1)] }

  private mutating func take() -> ConditionToken {
    let token = next
    index += 1
    return token
  }

  private mutating func take(keyword: String) -> Bool {
    guard next.isKeyword(keyword) else { return false }
    index += 1
    return true
  }

  private mutating func take(symbol: String) -> Bool {
    guard next.isSymbol(symbol) else { return false }
    index += 1
    return true
  }

  private mutating func expect(symbol: String, _ why: String) throws(InputError) {
    guard take(symbol: symbol) else {
      throw next.place.error(found: next.foundText, expected: "\"\(symbol)\" \(why)")
    }
  }

  private mutating func alternatives(depth: Int) throws(InputError) -> ConditionNode {
    let place = next.place
    var nodes = [try conjunction(depth: depth)]
    while take(keyword: "or") { nodes.append(try conjunction(depth: depth)) }
    return nodes.count == 1 ? nodes[0] : ConditionNode(kind: .any(nodes), place: place)
  }

  private mutating func conjunction(depth: Int) throws(InputError) -> ConditionNode {
    let place = next.place
    var nodes = [try negation(depth: depth)]
    while take(keyword: "and") { nodes.append(try negation(depth: depth)) }
    return nodes.count == 1 ? nodes[0] : ConditionNode(kind: .all(nodes), place: place)
  }

  private mutating func negation(depth: Int) throws(InputError) -> ConditionNode {
    let place = next.place
    guard depth < Self.deepestNesting else {
      throw place.error(found: "more than \(depth) levels of not and parentheses", expected: "fewer")
    }
    if take(keyword: "not") {
      return ConditionNode(kind: .not(try negation(depth: depth + 1)), place: place)
    }
    if take(symbol: "(") {
      let node = try alternatives(depth: depth + 1)
      try expect(symbol: ")", "for the \"(\" in column \(place.column)")
      return node
    }
    return try comparison(place)
  }

  private mutating func comparison(_ place: TextPlace) throws(InputError) -> ConditionNode {
    comparisons += 1
    guard comparisons <= Self.mostComparisons else {
      throw place.error(found: "more than \(Self.mostComparisons) comparisons", expected: "fewer")
    }
    if next.isKeyword("has") { return try possession(place) }
    let left = try operand()
    if take(keyword: "is") {
      let isNegated = take(keyword: "not")
      guard take(keyword: "null") else {
        throw next.place.error(found: next.foundText, expected: isNegated ? "null" : "null or not null")
      }
      return try Self.negated(isNegated, .absent(try left.named()), place)
    }
    let isNegated = take(keyword: "not")
    if take(keyword: "in") { return try Self.negated(isNegated, .member(left.named(), of: list(for: left)), place) }
    if take(keyword: "like") { return try Self.negated(isNegated, like(left), place) }
    if take(keyword: "between") {
      let low = try value(for: left)
      guard take(keyword: "and") else {
        throw next.place.error(found: next.foundText, expected: "\"and\" and the upper bound")
      }
      let high = try value(for: left)
      let operand = try left.ordered()
      let both = ConditionNode.Kind.all([
        ConditionNode(kind: .comparison(operand, .greaterOrEqual, .value(low)), place: place),
        ConditionNode(kind: .comparison(operand, .lessOrEqual, .value(high)), place: place),
      ])
      return try Self.negated(isNegated, both, place)
    }
    guard !isNegated else {
      throw next.place.error(found: next.foundText, expected: "in, like or between after not")
    }
    return try relation(left, place)
  }

  private static func negated(
    _ isNegated: Bool, _ kind: ConditionNode.Kind, _ place: TextPlace
  ) throws(InputError) -> ConditionNode {
    let node = ConditionNode(kind: kind, place: place)
    return isNegated ? ConditionNode(kind: .not(node), place: place) : node
  }

  /// `has tag` and `has tag 'x'`.
  private mutating func possession(_ place: TextPlace) throws(InputError) -> ConditionNode {
    _ = take()
    guard take(keyword: "tag") else {
      throw next.place.error(found: next.foundText, expected: "tag", nearest: nearest(next, among: ["tag"]))
    }
    switch next.kind {
    case .text(let text), .quoted(let text):
      index += 1
      return ConditionNode(kind: .comparison(.tag, .equal, .value(.text(text))), place: place)
    default:
      return ConditionNode(kind: .not(ConditionNode(kind: .absent(.tag), place: place)), place: place)
    }
  }

  private mutating func relation(_ left: PlacedOperand, _ place: TextPlace) throws(InputError) -> ConditionNode {
    let token = next
    guard case .symbol(let symbol) = token.kind, let comparator = ConditionComparator(symbol: symbol) else {
      throw token.place.error(
        found: token.foundText, expected: "=, !=, <, <=, >, >=, in, like, between or is after \(left.written)",
        nearest: nearest(token, among: ["in", "like", "between", "is", "not"]))
    }
    index += 1
    if case .value = left.operand {
      let right = try operand()
      let name = try right.named()
      guard case .value(let value) = left.operand else { fatalError("a value that is none") }
      return ConditionNode(
        kind: .comparison(
          name, comparator.mirrored,
          .value(try right.fit(value, at: left.place, names: comparator.isOrder ? nil : names))), place: place)
    }
    if comparator.isOrder { _ = try left.ordered() }
    if let other = try namedOperand() {
      guard left.operand != .tag, other.operand != .tag, left.isNumber == other.isNumber else {
        throw other.place.error(
          found: other.written, expected: "\(left.kindText), as \(left.written) is")
      }
      return ConditionNode(kind: .comparison(left.operand, comparator, other.operand), place: place)
    }
    let right = try value(for: left, isExact: !comparator.isOrder)
    return ConditionNode(kind: .comparison(left.operand, comparator, .value(right)), place: place)
  }

  private mutating func like(_ left: PlacedOperand) throws(InputError) -> ConditionNode.Kind {
    if case .measure = left.operand {
      throw left.place.error(found: "\(left.written) before like", expected: "a column of text or tag")
    }
    let name = try left.named()
    let token = take()
    switch token.kind {
    case .text(let form), .quoted(let form): return .like(name, form)
    default: throw token.place.error(found: token.foundText, expected: "text in single quotes, such as 'full%'")
    }
  }

  private mutating func list(for left: PlacedOperand) throws(InputError) -> [ConditionValue] {
    try expect(symbol: "(", "and values")
    var list = [try value(for: left, isExact: true)]
    while take(symbol: ",") { list.append(try value(for: left, isExact: true)) }
    try expect(symbol: ")", "or \",\"")
    return list
  }

  /// A value to compare `left` with: for being equal, or in order.
  private mutating func value(for left: PlacedOperand, isExact: Bool = false) throws(InputError) -> ConditionValue {
    let token = take()
    let names = isExact ? names : nil
    values += 1
    guard values <= Self.mostValues else {
      throw token.place.error(found: "more than \(Self.mostValues) values", expected: "fewer")
    }
    switch token.kind {
    case .text(let text), .quoted(let text): return try left.fit(.text(text), at: token.place, names: names)
    case .number(let number): return try left.fit(number, at: token.place, names: names)
    case .word(let word):
      throw token.place.error(
        found: token.foundText, expected: left.isNumber ? left.valueText : "text in single quotes: '\(word)'")
    default: throw token.place.error(found: token.foundText, expected: left.valueText)
    }
  }

  private mutating func operand() throws(InputError) -> PlacedOperand {
    if let named = try namedOperand() { return named }
    let token = take()
    switch token.kind {
    case .number(let number): return PlacedOperand(.value(number), token)
    case .text(let text): return PlacedOperand(.value(.text(text)), token)
    case .word(let word), .quoted(let word): throw unknown(word, token)
    default: throw token.place.error(found: token.foundText, expected: "a column of `run`, metrics.NAME, tag or note")
    }
  }

  /// A column, a measure or the tags, if one stands here.
  private mutating func namedOperand() throws(InputError) -> PlacedOperand? {
    let token = next
    switch token.kind {
    case .word(let word):
      if word.lowercased() == "metrics", index + 1 < tokens.count, tokens[index + 1].isSymbol(".") {
        return try measure(token)
      }
      let operand: ConditionOperand? =
        word.lowercased() == "tag" ? .tag : RunColumn.named(word).map { .column($0) }
      guard let operand else { return nil }
      index += 1
      return PlacedOperand(operand, token)
    case .quoted(let word):
      guard let column = RunColumn.named(word) else { return nil }
      index += 1
      return PlacedOperand(.column(column), token)
    default: return nil
    }
  }

  /// `metrics.AP50`, `metrics.nAP`, `metrics."segm AP novel"`.
  private mutating func measure(_ token: ConditionToken) throws(InputError) -> PlacedOperand {
    index += 2
    let name = take()
    let text: String
    switch name.kind {
    case .word(let word): text = word
    case .quoted(let words): text = words
    default:
      throw name.place.error(
        found: name.foundText, expected: "a measure, such as nAP, AP50 or \"AP novel visible[0,0.5)\"")
    }
    do {
      return PlacedOperand(
        .measure(try vocabulary.measure(text)), token.place, written: "\(token.written).\(name.written)")
    } catch {
      throw name.place.error(found: error.found, expected: error.expected, nearest: error.nearest)
    }
  }

  private func unknown(_ word: String, _ token: ConditionToken) -> InputError {
    let columns = RunColumn.all.map(\.name) + ["tag"]
    // Who writes a measure alone has forgotten where it belongs.
    let isMeasure = (try? vocabulary.measure(word)) != nil
    return token.place.error(
      found: token.foundText,
      expected: "a column of `run` (\(columns.joined(separator: ", "))) or metrics.NAME",
      nearest: isMeasure ? "metrics.\(word)" : NearestName.to(word, among: columns + ["metrics"]))
  }

  private func nearest(_ token: ConditionToken, among names: [String]) -> String? {
    guard case .word(let word) = token.kind else { return nil }
    return NearestName.to(word, among: names)
  }
}
