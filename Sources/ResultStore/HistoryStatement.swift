import GRDB

/// The SQL of a history. Values travel as arguments; only the caller's own condition is part of the text, and it
/// runs in a reading transaction.
struct HistoryStatement {
  private(set) var sql: String
  private(set) var arguments = StatementArguments()

  init(_ query: HistoryQuery) {
    sql = "SELECT run.* FROM run"
    if case .metric(let name, let subset, let iouType) = query.sort {
      // Its own names, so that a condition over the columns of `run` stays unambiguous.
      sql += """
         LEFT JOIN (SELECT run_id AS sort_run, value AS sort_value FROM metric
          WHERE name = ? AND subset = ? AND iou_type = ?) ON sort_run = run.id
        """
      arguments += [name, subset, iouType]
    }
    var conditions: [String] = []
    if !query.experiments.isEmpty {
      let marks = Self.marks(query.experiments.count)
      conditions.append(
        "experiment IN (SELECT id FROM experiment WHERE id IN (\(marks)) OR name IN (\(marks)))")
      arguments += StatementArguments(query.experiments + query.experiments)
    }
    add("arm", query.arms, to: &conditions)
    add("shots", query.shots, to: &conditions)
    add("seed", query.seeds, to: &conditions)
    add("status", query.statuses.map(\.rawValue), to: &conditions)
    if let prefix = query.idPrefix {
      conditions.append("substr(id, 1, length(?)) = ?")
      arguments += [prefix, prefix]
    }
    if let condition = query.condition { conditions.append("(\(condition)\n)") }
    if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
    sql += " ORDER BY " + Self.order(query) + " LIMIT ? OFFSET ?"
    arguments += [query.limit ?? -1, query.offset]
  }

  private mutating func add<Value: DatabaseValueConvertible>(
    _ column: String, _ values: [Value], to conditions: inout [String]
  ) {
    guard !values.isEmpty else { return }
    conditions.append("\(column) IN (\(Self.marks(values.count)))")
    arguments += StatementArguments(values)
  }

  private static func marks(_ count: Int) -> String {
    Array(repeating: "?", count: count).joined(separator: ", ")
  }

  private static func order(_ query: HistoryQuery) -> String {
    let columns =
      switch query.sort {
      case .startedAt: ["started_at"]
      case .finishedAt: ["finished_at"]
      case .wallSeconds: ["wall_seconds"]
      case .cell: ["experiment", "variant", "arm", "shots", "seed"]
      case .id: ["run.id"]
      case .metric: ["sort_value"]
      }
    let direction = query.descending ? "DESC" : "ASC"
    return (columns.map { "\($0) \(direction) NULLS LAST" } + ["run.id"]).joined(separator: ", ")
  }
}
