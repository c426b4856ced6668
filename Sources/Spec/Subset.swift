public import StrictJSON

/// A named set of objects or categories to evaluate on. Grammar: words joined by single spaces, and-ed:
/// `all`, `base`, `novel`, `occluded`, `separated`, `visible[a,b)`, `visible[a,b]` with 0 <= a <= b <= 1.
public struct Subset: Hashable, Sendable {
  /// Which categories count.
  public enum Scope: String, CaseIterable, Sendable, Hashable {
    /// Every category.
    case all
    /// Base categories.
    case base
    /// Novel categories.
    case novel
  }

  /// What hiding did to the objects that count.
  public enum Occlusion: String, CaseIterable, Sendable, Hashable {
    /// Partly hidden, what is visible being one part.
    case occluded
    /// Partly hidden, what is visible being two or more parts.
    case separated
  }

  /// A range of visible fractions; the lower bound belongs to it.
  public struct VisibleBand: Hashable, Sendable {
    /// Lowest visible fraction.
    public let lower: Double
    /// Highest visible fraction.
    public let upper: Double
    /// Whether `upper` belongs to the band.
    public let includesUpper: Bool

    /// A band from its bounds.
    public init(lower: Double, upper: Double, includesUpper: Bool) {
      (self.lower, self.upper, self.includesUpper) = (lower, upper, includesUpper)
    }

    /// Whether an object that shows `fraction` of itself is in the band.
    public func contains(_ fraction: Double) -> Bool {
      fraction >= lower && (fraction < upper || (includesUpper && fraction == upper))
    }
  }

  /// Which categories count.
  public let scope: Scope
  /// Which objects count, by visible fraction; nil for all of them.
  public let visible: VisibleBand?
  /// Which objects count, by what hiding did to them; nil for all of them.
  public let occlusion: Occlusion?

  /// A subset from its conditions.
  public init(scope: Scope, visible: VisibleBand? = nil, occlusion: Occlusion? = nil) {
    self.scope = scope
    self.visible = visible
    self.occlusion = occlusion
  }

  /// The one spelling of the subset: scope, kind of occlusion, band, numbers in shortest form; `all` stands only alone.
  public var name: String {
    var words: [String] = []
    if let occlusion { words.append(occlusion.rawValue) }
    if let visible {
      let low = JSONValue.number(visible.lower).canonicalText
      let high = JSONValue.number(visible.upper).canonicalText
      words.append("visible[\(low),\(high)\(visible.includesUpper ? "]" : ")")")
    }
    if scope != .all || words.isEmpty { words.insert(scope.rawValue, at: 0) }
    return words.joined(separator: " ")
  }

  /// Reads the grammar from a string node.
  public init(_ node: JSONNode) throws(InputError) {
    let text = try node.string()
    var scope: Scope?
    var visible: VisibleBand?
    var occlusion: Occlusion?
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if word.hasPrefix("visible") {
        guard visible == nil else {
          throw node.error(found: "two visible bands in \"\(text)\"", expected: "at most one")
        }
        visible = try Self.band(String(word), node)
      } else if let next = Occlusion(rawValue: String(word)) {
        if let occlusion, occlusion != next {
          throw node.error(
            found: "\"\(occlusion.rawValue)\" and \"\(next.rawValue)\" together in \"\(text)\"",
            expected: "one of occluded, separated")
        }
        occlusion = next
      } else if let next = Scope(rawValue: String(word)) {
        if let scope, (scope == .all) == (next == .all) {
          throw node.error(
            found: "\"\(scope.rawValue)\" and \"\(next.rawValue)\" together in \"\(text)\"",
            expected: "one of all, base, novel")
        }
        if next != .all || scope == nil { scope = next }
      } else {
        throw node.error(
          found: word.isEmpty ? "an empty word in \"\(text)\"" : "\"\(word)\"",
          expected:
            "words joined by single spaces, each all, base, novel, occluded, separated, visible[a,b) or visible[a,b]",
          nearest: NearestName.to(
            String(word), among: Scope.allCases.map(\.rawValue) + Occlusion.allCases.map(\.rawValue)))
      }
    }
    self.init(scope: scope ?? .all, visible: visible, occlusion: occlusion)
  }

  private static func band(_ word: String, _ node: JSONNode) throws(InputError) -> VisibleBand {
    func failure(_ expected: String) -> InputError { node.error(found: "\"\(word)\"", expected: expected) }
    let shape = "visible[a,b) or visible[a,b] with no spaces inside, such as visible[0.25,0.5)"
    let rest = word.dropFirst("visible".count)
    guard rest.hasPrefix("["), let last = rest.last, last == ")" || last == "]", rest.count > 2 else {
      throw failure(shape)
    }
    let bounds = rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard bounds.count == 2, let lower = Double(bounds[0]), let upper = Double(bounds[1]) else {
      throw failure(shape)
    }
    guard lower >= 0, upper <= 1, lower <= upper else { throw failure("bounds with 0 <= a <= b <= 1") }
    let includesUpper = last == "]"
    guard includesUpper || lower < upper else { throw failure("a band that is not empty") }
    return VisibleBand(lower: lower, upper: upper, includesUpper: includesUpper)
  }
}
