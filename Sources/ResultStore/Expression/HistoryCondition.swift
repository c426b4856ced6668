public import StrictJSON

/// A condition on runs in the language of `imted history --where` (docs/HISTORY.md), such as
/// `arm = 'full-transfer' and metrics.nAP > 0.2`. It becomes SQL in which no word of the text is part of the statement.
public struct HistoryCondition: Sendable, Equatable {
  /// Where errors say that the text came from.
  static let source = "--where"

  /// The text as given.
  public let text: String
  let root: ConditionNode

  /// Reads a condition. An error names line and column, what was found, what was expected, and the nearest valid name.
  ///
  /// - Parameters:
  ///   - vocabulary: The measures that `metrics.…` may name.
  ///   - names: What columns of text can be equal to, where that is known.
  public init(
    _ text: String, vocabulary: MeasureVocabulary, names: ClosedNames = ClosedNames()
  ) throws(InputError) {
    self.text = text
    var parser = try ConditionParser(text, vocabulary: vocabulary, names: names)
    root = try parser.condition()
  }
}
