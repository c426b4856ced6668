import GRDB
import StrictJSON

/// Reads finished runs in the order of their groups and puts neighbours together.
struct SeedGroupReader {
  /// What is recorded of an experiment.
  struct Declared {
    let name: String
    let digest: String
    let seeds: [Int]?
  }

  private let cursor: RowCursor
  private let declared: [String: Declared]
  private let measureCount: Int
  /// The values of each measure by run, where all groups are wanted; nil where each row brings its own.
  private let values: [[String: Double]]?
  private let file: String

  /// The columns of a row before the values.
  private static let columns = "run.experiment, run.variant, run.arm, run.shots, run.spec_digest, run.seed, run.id"
  private static let keyCount = 5

  /// - Parameter measure: The measure that all groups will be sorted by; its values come last. Then every group is
  ///   read, and reading each measure at once is faster than asking for it run by run.
  init(
    _ query: HistoryQuery, _ measures: [Measure], _ declared: [String: Declared], sortedBy measure: Measure? = nil,
    file: String, in database: Database
  ) throws {
    self.declared = declared
    self.file = file
    let all = measures + (measure.map { [$0] } ?? [])
    measureCount = all.count
    var sql = "SELECT " + Self.columns
    var arguments = StatementArguments()
    if measure == nil {
      values = nil
      for wanted in all {
        sql += ", (SELECT value FROM metric WHERE run_id = run.id AND name = ? AND subset = ? AND iou_type = ?)"
        arguments += [wanted.name, wanted.subset, wanted.iouType]
      }
    } else {
      values = try all.map { try Self.values(of: $0, in: database) }
    }
    let filter = try HistoryFilter(query, in: database)
    sql += " FROM run WHERE run.status = 'finished'" + filter.clause("AND")
    sql += " ORDER BY run.experiment, run.variant, run.arm, run.shots, run.spec_digest, run.seed,"
    sql += " run.finished_at DESC, run.id"
    cursor = try Row.fetchCursor(database, sql: sql, arguments: arguments + filter.arguments)
  }

  /// `count` groups (nil for all) after the first `offset`.
  func groups(from offset: Int, count: Int?) throws -> [SeedGroup] {
    var groups: [SeedGroup] = []
    var key: [DatabaseValue] = []
    var group: SeedGroup?
    var seen = 0
    func close() {
      if let whole = group, seen > offset { groups.append(whole) }
      group = nil
    }
    guard count ?? 1 > 0 else { return [] }
    while let row = try cursor.next() {
      if group == nil || !(0..<Self.keyCount).allSatisfy({ row[$0] == key[$0] }) {
        close()
        if let count, groups.count == count { return groups }
        seen += 1
        key = (0..<Self.keyCount).map { row[$0] }
        group = try start(key)
      }
      let member = try self.member(row)
      // The latest run of a seed comes first.
      if group?.members.last?.seed != member.seed { group?.members.append(member) }
    }
    close()
    return groups
  }

  private func start(_ key: [DatabaseValue]) throws(InputError) -> SeedGroup {
    let id: String = try require(key[0])
    let digest = String.fromDatabaseValue(key[4])
    let experiment = declared[id]
    return SeedGroup(
      experiment: experiment?.name ?? id, specDigest: digest, variant: String.fromDatabaseValue(key[1]),
      arm: try require(key[2]), shots: Int.fromDatabaseValue(key[3]), members: [],
      expectedSeeds: experiment?.digest == digest ? experiment?.seeds : nil)
  }

  private func member(_ row: Row) throws(InputError) -> SeedGroup.Member {
    let id: String = try require(row[6])
    let own: [Double?] =
      if let values {
        values.map { $0[id] }
      } else {
        (0..<measureCount).map { Double.fromDatabaseValue(row[Self.keyCount + 2 + $0]) }
      }
    return SeedGroup.Member(seed: try require(row[5]), runID: id, values: own)
  }

  private func require<Value: DatabaseValueConvertible>(_ value: DatabaseValue) throws(InputError) -> Value {
    guard let found = Value.fromDatabaseValue(value) else {
      throw InputError(file: file, found: "\(value) in a run", expected: "a value of another type")
    }
    return found
  }

  private static func values(of measure: Measure, in database: Database) throws -> [String: Double] {
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT run_id, value FROM metric WHERE name = ? AND subset = ? AND iou_type = ? AND value IS NOT NULL
        """, arguments: [measure.name, measure.subset, measure.iouType])
    var values: [String: Double] = [:]
    while let row = try cursor.next() {
      guard let id = String.fromDatabaseValue(row[0]), let value = Double.fromDatabaseValue(row[1]) else { continue }
      values[id] = value
    }
    return values
  }
}
