import GRDB
public import StrictJSON

/// The answer to a question in SQL.
public struct ResultAnswer: Sendable, Equatable {
  /// The names of the columns, as the statement gives them.
  public let columns: [String]
  /// The rows, one value a column; NULL is `.null`.
  public let rows: [[JSONValue]]
}

extension ResultStore {
  /// Asks one SQL statement, in a transaction that can only read. Text may stand in double quotes, as SQLite allows.
  ///
  /// Throws when the statement is wrong, is more than one, or would change something.
  public func ask(_ sql: String) throws(InputError) -> ResultAnswer {
    try read { database in
      let statement = try database.makeStatement(sql: sql)
      let columns = statement.columnNames
      let cursor = try Row.fetchCursor(statement)
      var rows: [[JSONValue]] = []
      while let row = try cursor.next() { rows.append(row.databaseValues.map(Self.json)) }
      return ResultAnswer(columns: columns, rows: rows)
    }
  }

  private static func json(_ value: DatabaseValue) -> JSONValue {
    switch value.storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .double(let number): .finiteOrNull(number)
    case .string(let text): .string(text)
    case .blob(let bytes): .string("\(bytes.count) bytes")
    }
  }
}
