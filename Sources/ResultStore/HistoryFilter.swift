import GRDB

/// What a query asks of each run, as SQL over `run`.
struct HistoryFilter {
  private var conditions: [String] = []
  private(set) var arguments = StatementArguments()

  /// A measure whose bound leaves at most so many runs is looked up by its index.
  private static let fewRuns = 1000

  init(_ query: HistoryQuery, in database: Database) throws {
    if !query.experiments.isEmpty {
      let marks = Self.marks(query.experiments.count)
      conditions.append(
        "run.experiment IN (SELECT id FROM experiment WHERE id IN (\(marks)) OR name IN (\(marks)))")
      arguments += StatementArguments(query.experiments + query.experiments)
    }
    add("run.arm", query.arms)
    add("run.shots", query.shots)
    add("run.seed", query.seeds)
    add("run.status", query.statuses.map(\.rawValue))
    if let prefix = query.idPrefix {
      // The bound lets the index serve; what begins so follows it.
      conditions.append("run.id >= ? AND substr(run.id, 1, length(?)) = ?")
      arguments += [prefix, prefix, prefix]
    }
    if let condition = query.condition {
      let sql = try ConditionSQL(condition.root) { measure, comparator, value in
        try Self.isRare(measure, comparator, value, in: database)
      }
      conditions.append(sql.text)
      arguments += StatementArguments(sql.arguments.map { $0 as (any DatabaseValueConvertible)? })
    }
  }

  /// All conditions after `word`; nothing when there are none.
  func clause(_ word: String) -> String {
    conditions.isEmpty ? "" : " \(word) " + conditions.joined(separator: " AND ")
  }

  private mutating func add<Value: DatabaseValueConvertible>(_ column: String, _ values: [Value]) {
    guard !values.isEmpty else { return }
    conditions.append("\(column) IN (\(Self.marks(values.count)))")
    arguments += StatementArguments(values)
  }

  private static func isRare(
    _ measure: Measure, _ comparator: ConditionComparator, _ value: ConditionValue, in database: Database
  ) throws -> Bool {
    let count = try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM (SELECT 1 FROM metric WHERE name = ? AND subset = ? AND iou_type = ?
          AND value \(comparator.rawValue) ? LIMIT ?)
        """,
      arguments: [measure.name, measure.subset, measure.iouType, value.argument, fewRuns + 1])
    return (count ?? 0) <= fewRuns
  }

  private static func marks(_ count: Int) -> String {
    Array(repeating: "?", count: count).joined(separator: ", ")
  }
}
