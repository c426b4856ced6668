import GRDB
public import StrictJSON

extension ResultStore {
  /// How many runs `query` asks for, whatever its page; `most` if there are more, which then takes no longer.
  public func runCount(_ query: HistoryQuery, upTo most: Int = .max) throws(InputError) -> Int {
    try read { database in
      let filter = try HistoryFilter(query, in: database)
      return try Int.fetchOne(
        database, sql: "SELECT count(*) FROM (SELECT 1 FROM run" + filter.clause("WHERE") + " LIMIT \(most))",
        arguments: filter.arguments) ?? 0
    }
  }

  /// How many groups of seeds `query` asks for, whatever its page; `most` if there are more.
  public func seedGroupCount(_ query: HistoryQuery, upTo most: Int = .max) throws(InputError) -> Int {
    try read { database in
      let filter = try HistoryFilter(query, in: database)
      return try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM (SELECT 1 FROM run WHERE run.status = 'finished'" + filter.clause("AND")
          + " GROUP BY experiment, variant, arm, shots, spec_digest LIMIT \(most))",
        arguments: filter.arguments) ?? 0
    }
  }
}
