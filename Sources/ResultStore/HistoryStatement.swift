import GRDB

/// The SQL of a history. All values travel as arguments.
struct HistoryStatement {
  private(set) var sql: String
  private(set) var arguments: StatementArguments

  /// - Parameter database: Asked how many runs a measure's bound leaves, which decides about speed alone.
  init(_ query: HistoryQuery, in database: Database) throws {
    (sql, arguments) = ("SELECT run.* FROM run", [])
    if case .measure(let measure) = query.sort {
      if query.descending, let found = try Self.measured(query, measure, database) {
        self = found
        return
      }
      sql += """
         LEFT JOIN (SELECT run_id AS sort_run, value AS sort_value FROM metric
          WHERE name = ? AND subset = ? AND iou_type = ?) ON sort_run = run.id
        """
      arguments += [measure.name, measure.subset, measure.iouType]
    }
    let filter = try HistoryFilter(query, in: database)
    sql += filter.clause("WHERE") + " ORDER BY " + Self.order(query) + " LIMIT ? OFFSET ?"
    arguments += filter.arguments + [query.limit ?? -1, query.offset]
  }

  private init(sql: String, arguments: StatementArguments) { (self.sql, self.arguments) = (sql, arguments) }

  /// The runs with the highest values of a measure, read in the order of its index; nil when they do not fill the page,
  /// for then runs without a value follow.
  private static func measured(
    _ query: HistoryQuery, _ measure: Measure, _ database: Database
  ) throws -> HistoryStatement? {
    guard let limit = query.limit else { return nil }
    let filter = try HistoryFilter(query, in: database)
    let source =
      " FROM metric CROSS JOIN run ON run.id = metric.run_id WHERE metric.name = ? AND metric.subset = ?"
      + " AND metric.iou_type = ? AND metric.value IS NOT NULL" + filter.clause("AND")
    let arguments: StatementArguments = [measure.name, measure.subset, measure.iouType] + filter.arguments
    let wanted = limit.addingReportingOverflow(query.offset)
    guard !wanted.overflow else { return nil }
    let count = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM (SELECT 1\(source) LIMIT ?)", arguments: arguments + [wanted.partialValue])
    guard count == wanted.partialValue else { return nil }
    return HistoryStatement(
      sql: "SELECT run.*\(source) ORDER BY metric.value DESC, run.id LIMIT ? OFFSET ?",
      arguments: arguments + [limit, query.offset])
  }

  private static func order(_ query: HistoryQuery) -> String {
    let columns =
      switch query.sort {
      case .startedAt: ["started_at"]
      case .finishedAt: ["finished_at"]
      case .wallSeconds: ["wall_seconds"]
      case .cell: ["experiment", "variant", "arm", "shots", "seed"]
      case .id: ["run.id"]
      case .measure: ["sort_value"]
      }
    let direction = query.descending ? "DESC" : "ASC"
    return (columns.map { "\($0) \(direction) NULLS LAST" } + ["run.id"]).joined(separator: ", ")
  }
}
