import GRDB
import StrictJSON

/// Reads the columns of a row by name; a column of another type than the schema's is an `InputError`, never a trap.
struct RowReader {
  let row: Row
  let file: String

  func text(_ column: String) throws(InputError) -> String { try require(column, "text", textIfAny(column)) }

  func integer(_ column: String) throws(InputError) -> Int {
    try require(column, "a whole number", integerIfAny(column))
  }

  func textIfAny(_ column: String) throws(InputError) -> String? {
    try value(column, "text") { String.fromDatabaseValue($0) }
  }

  func integerIfAny(_ column: String) throws(InputError) -> Int? {
    try value(column, "a whole number") { Int.fromDatabaseValue($0) }
  }

  func numberIfAny(_ column: String) throws(InputError) -> Double? {
    try value(column, "a number") { Double.fromDatabaseValue($0) }
  }

  func status(_ column: String) throws(InputError) -> RunStatus {
    let name = try text(column)
    guard let status = RunStatus(rawValue: name) else {
      throw InputError(
        file: file, found: "the status \"\(name)\"",
        expected: "one of \(RunStatus.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return status
  }

  private func value<Value>(
    _ column: String, _ expected: String, _ convert: (DatabaseValue) -> Value?
  ) throws(InputError) -> Value? {
    let stored: DatabaseValue = row[column] ?? .null
    guard !stored.isNull else { return nil }
    return try require(column, expected, convert(stored))
  }

  private func require<Value>(_ column: String, _ expected: String, _ value: Value?) throws(InputError)
    -> Value
  {
    guard let value else {
      throw InputError(
        file: file, found: "\(row[column] ?? DatabaseValue.null) in column \(column)", expected: expected)
    }
    return value
  }
}
