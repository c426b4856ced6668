public import StrictJSON

/// One thing that a protocol card states, in words.
public struct ProtocolFact: Sendable, Equatable {
  /// What it is about, such as `score threshold`.
  public var name: String
  /// The fact as plain data; facts agree if these do.
  public var value: JSONValue
  /// The fact for people; nil if another fact's words have it too.
  public var words: String?
  /// Whether numbers with different facts must not be subtracted from each other or averaged.
  public var isDecisive: Bool

  /// A fact from its parts. Without words of its own, it is told as its value is written.
  public init(_ name: String, _ value: JSONValue, words: String, isDecisive: Bool = false) {
    (self.name, self.value, self.words, self.isDecisive) = (name, value, words, isDecisive)
  }

  /// A fact that only matters for comparisons, since another one's words have it too.
  public init(silent name: String, _ value: JSONValue, isDecisive: Bool = false) {
    (self.name, self.value, words, self.isDecisive) = (name, value, nil, isDecisive)
  }

  init(_ name: String, _ value: Int, isDecisive: Bool = false) {
    self.init(name, .integer(value), words: "\(value)", isDecisive: isDecisive)
  }

  init(_ name: String, _ value: String, isDecisive: Bool = false) {
    self.init(name, .string(value), words: value, isDecisive: isDecisive)
  }

  init(_ name: String, _ value: Double) {
    self.init(name, .number(value), words: JSONValue.number(value).canonicalText)
  }

  init(_ name: String, _ names: [String], isDecisive: Bool = false) {
    let words = names.isEmpty ? "none" : "\(names.count): \(names.joined(separator: ", "))"
    self.init(name, .strings(names), words: words, isDecisive: isDecisive)
  }

  init(_ name: String, _ digest: Digest?, isDecisive: Bool = false) {
    let words = digest.map { "SHA-256 \($0.hex)" } ?? "none"
    self.init(name, digest.map { .string($0.hex) } ?? .null, words: words, isDecisive: isDecisive)
  }

  /// How this fact differs from another of its name: `score threshold 0.001 instead of 0.05`, `other categories`.
  public func difference(from other: ProtocolFact) -> String {
    guard let words, let others = other.words, !isList, !other.isList else { return "other \(name)" }
    return "\(name) \(Self.shortened(words)) instead of \(Self.shortened(others))"
  }

  private var isList: Bool { if case .array = value { true } else { false } }

  /// Of a digest the first digits.
  private static func shortened(_ words: String) -> String {
    words.split(separator: " ").map { Digest(hex: String($0)).map { String($0.hex.prefix(8)) } ?? String($0) }
      .joined(separator: " ")
  }
}
