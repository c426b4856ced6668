public import StrictJSON

/// What columns of text can hold, for those whose values are known: a condition that names another is a mistake and not
/// a question without an answer.
public struct ClosedNames: Sendable {
  /// Says which names one column has.
  public struct Column: Sendable {
    /// What one of them is called in a sentence, such as `arm`.
    let noun: String
    /// The names.
    let names: [String]

    /// A column from what its values are called and the values.
    public init(noun: String, names: [String]) { (self.noun, self.names) = (noun, names) }

    /// What is wrong with a name; nil if it is one of the column's. The error has no place: who asks knows it.
    public func fault(_ name: String) -> InputError? {
      guard !names.contains(name) else { return nil }
      return InputError(
        found: "the \(noun) \"\(name)\"",
        expected: names.isEmpty ? "a recorded one, and none is recorded" : "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(name, among: names))
    }
  }

  private let columns: [String: Column]

  /// - Parameter columns: By the name of the column.
  public init(_ columns: [String: Column] = [:]) { self.columns = columns }

  func column(_ column: RunColumn) -> Column? {
    column == .status
      ? Column(noun: "status", names: RunStatus.allCases.map(\.rawValue)) : columns[column.name]
  }
}
