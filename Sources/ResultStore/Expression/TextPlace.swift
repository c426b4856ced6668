import StrictJSON

/// A place in the text of a condition, counted in Unicode scalars from 1.
struct TextPlace: Sendable, Hashable {
  let line: Int
  let column: Int

  /// An error at this place of what was given to `--where`.
  func error(found: String, expected: String, nearest: String? = nil) -> InputError {
    InputError(
      file: HistoryCondition.source, line: line, column: column, found: found, expected: expected, nearest: nearest)
  }
}
