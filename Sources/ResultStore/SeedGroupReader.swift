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
  private static let columns =
    "run.experiment, run.variant, run.arm, run.shots, run.spec_digest, run.seed, run.id, run.finished_at"
  private static let columnCount = 8

  /// What the runs of a group share. Columns are read as optional, so that none can be of another type than is asked for.
  private struct Key: Equatable {
    let experiment: String?
    let variant: String?
    let arm: String?
    let shots: Int?
    let specDigest: String?

    init(_ row: Row) {
      experiment = row[0]
      variant = row[1]
      arm = row[2]
      shots = row[3]
      specDigest = row[4]
    }
  }

  /// - Parameter readsAll: Whether every group will be read. Then reading each measure at once is faster than asking for
  ///   it run by run.
  init(
    _ query: HistoryQuery, _ measures: [Measure], _ declared: [String: Declared], readsAll: Bool = false,
    file: String, in database: Database
  ) throws {
    self.declared = declared
    self.file = file
    measureCount = measures.count
    var sql = "SELECT " + Self.columns
    var arguments = StatementArguments()
    if !readsAll {
      values = nil
      for wanted in measures {
        sql += ", (SELECT value FROM metric WHERE run_id = run.id AND name = ? AND subset = ? AND iou_type = ?)"
        arguments += [wanted.name, wanted.subset, wanted.iouType]
      }
    } else {
      values = try measures.map { try Self.values(of: $0, in: database) }
    }
    let filter = try HistoryFilter(query, in: database)
    sql += " FROM run WHERE run.status = 'finished'" + filter.clause("AND")
    // The order of the index. Of the runs of one seed, which are few, the latest is found here.
    sql += " ORDER BY run.experiment, run.variant, run.arm, run.shots, run.spec_digest, run.seed"
    cursor = try Row.fetchCursor(database, sql: sql, arguments: arguments + filter.arguments)
  }

  /// `count` groups (nil for all) after the first `offset`.
  func groups(from offset: Int, count: Int?) throws -> [SeedGroup] {
    var groups: [SeedGroup] = []
    var key: Key?
    var group: SeedGroup?
    var seen = 0
    var finishedAt = ""
    func close() {
      if let whole = group, seen > offset { groups.append(whole) }
      group = nil
    }
    guard count ?? 1 > 0 else { return [] }
    while let row = try cursor.next() {
      let own = Key(row)
      if own != key {
        close()
        if let count, groups.count == count { return groups }
        seen += 1
        key = own
        group = try start(own)
      }
      let member = try self.member(row)
      let finish = row[7] as String? ?? ""
      if let last = group?.members.last, last.seed == member.seed {
        guard finish > finishedAt || (finish == finishedAt && member.runID < last.runID) else { continue }
        group?.members.removeLast()
      }
      finishedAt = finish
      group?.members.append(member)
    }
    close()
    return groups
  }

  private func start(_ key: Key) throws(InputError) -> SeedGroup {
    let id = try require(key.experiment)
    let experiment = declared[id]
    return SeedGroup(
      experiment: experiment?.name ?? id, specDigest: key.specDigest, variant: key.variant, arm: try require(key.arm),
      shots: key.shots, members: [],
      expectedSeeds: experiment?.digest == key.specDigest ? experiment?.seeds : nil)
  }

  private func member(_ row: Row) throws(InputError) -> SeedGroup.Member {
    let id: String = try require(row[6] as String?)
    let own: [Double?] =
      if let values {
        values.map { $0[id] }
      } else {
        (0..<measureCount).map { row[Self.columnCount + $0] as Double? }
      }
    return SeedGroup.Member(seed: try require(row[5] as Int?), runID: id, values: own)
  }

  private func require<Value>(_ value: Value?) throws(InputError) -> Value {
    guard let value else {
      throw InputError(file: file, found: "a run without a part of its cell", expected: "experiment, arm and seed")
    }
    return value
  }

  private static func values(of measure: Measure, in database: Database) throws -> [String: Double] {
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT run_id, value FROM metric WHERE name = ? AND subset = ? AND iou_type = ? AND value IS NOT NULL
        """, arguments: [measure.name, measure.subset, measure.iouType])
    var values: [String: Double] = [:]
    while let row = try cursor.next() {
      guard let id = row[0] as String?, let value = row[1] as Double? else { continue }
      values[id] = value
    }
    return values
  }
}
