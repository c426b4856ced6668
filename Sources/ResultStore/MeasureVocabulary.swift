public import StrictJSON

/// The measures there can be, and how people write them: `AP`, `AP novel`, `segm AP novel visible[0,0.5)`, and in short
/// `nAP` and `bAP` for those of novel and base categories.
public struct MeasureVocabulary: Sendable {
  /// The names of metrics, such as `AP50`.
  public let names: [String]
  private let maskNames: [String]
  private let subset: @Sendable (String) throws(InputError) -> String

  /// - Parameters:
  ///   - names: The names of metrics.
  ///   - maskNames: Those that are measured between masks where nobody says otherwise.
  ///   - subset: Gives a subset's one spelling, as it is recorded; throws when a text names none.
  public init(
    names: [String], maskNames: [String] = [], subset: @escaping @Sendable (String) throws(InputError) -> String
  ) {
    self.names = names
    self.maskNames = maskNames
    self.subset = subset
  }

  /// The measure that a text names. The error has no place: who asks knows it.
  public func measure(_ text: String) throws(InputError) -> Measure {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var iouType: String?
    if let first = words.first, first == "bbox" || first == "segm" {
      iouType = first
      words.removeFirst()
    }
    let written = words.isEmpty ? "" : words.removeFirst()
    guard let (name, scope) = meaning(of: written) else {
      throw InputError(
        found: written.isEmpty ? "no measure in \"\(text)\"" : "the measure \"\(written)\"",
        expected: "one of \(names.joined(separator: ", ")), n or b before it for novel or base, and then a subset",
        nearest: NearestName.to(written, among: names + shortNames))
    }
    if let scope { words.insert(scope, at: 0) }
    return Measure(
      name: name, subset: words.isEmpty ? "all" : try subset(words.joined(separator: " ")),
      iouType: iouType ?? (maskNames.contains(name) ? "segm" : "bbox"))
  }

  /// The names in short: n and b before those of all objects.
  var shortNames: [String] { ["n", "b"].flatMap { letter in names.map { letter + $0 } } }

  private func meaning(of word: String) -> (name: String, scope: String?)? {
    if names.contains(word) { return (word, nil) }
    guard let letter = word.first, letter == "n" || letter == "b", names.contains(String(word.dropFirst())) else {
      return nil
    }
    return (String(word.dropFirst()), letter == "n" ? "novel" : "base")
  }
}
