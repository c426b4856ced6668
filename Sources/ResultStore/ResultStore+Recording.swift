import GRDB
public import StrictJSON

extension ResultStore {
  /// Records an experiment; one of the same id gets the new digest and specification and keeps its `created_at`.
  public func record(_ experiment: ExperimentRow) throws(InputError) {
    try write { database in try upsert(experiment, in: database) }
  }

  /// Records where a run stands; its stages, metrics and curves stay as they are. The experiment must be recorded.
  public func record(_ run: RunRow) throws(InputError) {
    try write { database in try upsert(run, in: database) }
  }

  /// Records runs with all that belongs to them, in one transaction; what the database held of them is replaced.
  ///
  /// Throws when a metric is not finite: an absent value is nil, and nothing else is a number to report. Points of
  /// curves that are not finite are stored as absent.
  public func record(_ records: [RunRecord]) throws(InputError) {
    for record in records { try refuseUnreal(record) }
    try write { database in
      for record in records { try replace(record, in: database) }
    }
  }

  /// Gives the run `id` these tags and this note in the place of those it had. The run must be recorded.
  public func record(_ labels: RunLabelRows, of id: String) throws(InputError) {
    try write { database in
      try clear(["tag", "note"], of: id, in: database)
      try insert(labels, of: id, in: database)
    }
  }

  /// Replaces everything that the database holds, in one transaction: a failure leaves it as it was.
  public func replaceAll(_ experiments: [ExperimentRow], _ records: [RunRecord]) throws(InputError) {
    for record in records { try refuseUnreal(record) }
    try write { database in
      // Most of it stays in memory until it is written once; afterwards SQLite's default holds again.
      try database.execute(sql: "PRAGMA cache_size = -131072")
      defer { try? database.execute(sql: "PRAGMA cache_size = -2000") }
      let indexes = try Self.largeTables.flatMap { try remake($0, in: database) }
      // Who is referred to goes last.
      for table in ["run_stage", "tag", "note", "run", "experiment", "stage", "protocol"] {
        try run("DELETE FROM \(table)", [], in: database)
      }
      for experiment in experiments { try upsert(experiment, in: database) }
      for record in records { try add(record, in: database) }
      // Made at the end, they take a fraction of the time.
      for index in indexes { try database.execute(sql: index) }
    }
  }

  /// The tables to which nothing refers and that have many rows for each run.
  private static let largeTables = ["metric", "class_metric", "curve"]

  /// Drops a table and makes it anew without its indexes, whose SQL it gives: GRDB lets no table be emptied but row by row.
  private func remake(_ table: String, in database: Database) throws -> [String] {
    let made = try Row.fetchAll(
      database, sql: "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY rowid",
      arguments: [table])
    func sql(_ type: String) -> [String] { made.filter { $0[0] as String? == type }.compactMap { $0[1] as String? } }
    try database.execute(sql: "DROP TABLE \(table)")
    for statement in sql("table") { try database.execute(sql: statement) }
    return sql("index")
  }

  private func replace(_ record: RunRecord, in database: Database) throws {
    try clear(["run_stage", "metric", "class_metric", "curve", "tag", "note"], of: record.run.id, in: database)
    try add(record, in: database)
  }

  /// Adds a run of which the database holds nothing but perhaps its row.
  private func add(_ record: RunRecord, in database: Database) throws {
    if let card = record.protocolCard {
      try upsert(
        "protocol", keys: ["digest"], [("digest", card.digest), ("card_json", card.cardJSON)], in: database)
    }
    try upsert(record.run, in: database)
    for (position, entry) in record.stages.enumerated() {
      try upsert(entry.stage, in: database)
      try insert(
        "run_stage",
        [
          ("run_id", record.run.id), ("role", entry.role), ("position", position),
          ("stage_key", entry.stage.key),
        ], in: database)
    }
    let insertion = try database.cachedStatement(sql: Self.metricInsertion)
    for row in record.metrics {
      insertion.setUncheckedArguments([record.run.id, row.name, row.subset, row.iouType, row.value, row.n])
      try insertion.execute()
    }
    for metric in record.classMetrics { try insert(metric, of: record.run.id, in: database) }
    for point in record.curves { try insert(point, of: record.run.id, in: database) }
    try insert(record.labels, of: record.run.id, in: database)
  }

  private func clear(_ tables: [String], of runID: String, in database: Database) throws {
    for table in tables { try run("DELETE FROM \(table) WHERE run_id = ?", [runID], in: database) }
  }

  private func refuseUnreal(_ record: RunRecord) throws(InputError) {
    let values =
      record.metrics.map { ("\($0.name) of \($0.subset)", $0.value) }
      + record.classMetrics.map { ("\($0.name) of \($0.category), \($0.subset)", $0.value) }
    for (name, value) in values {
      if let value, !value.isFinite {
        throw InputError(
          file: path, found: "\(value) for \(name) in run \(record.run.id)",
          expected: "a finite number or none")
      }
    }
  }

  private func upsert(_ row: ExperimentRow, in database: Database) throws {
    try upsert(
      "experiment", keys: ["id"], keeping: ["created_at"],
      [
        ("id", row.id), ("name", row.name), ("digest", row.digest), ("spec_json", row.specJSON),
        ("created_at", row.createdAt),
      ], in: database)
  }

  private func upsert(_ row: RunRow, in database: Database) throws {
    try upsert(
      "run", keys: ["id"],
      [
        ("id", row.id), ("experiment", row.experiment), ("spec_digest", row.specDigest), ("arm", row.arm),
        ("shots", row.shots), ("seed", row.seed), ("variant", row.variant), ("status", row.status.rawValue),
        ("started_at", row.startedAt),
        ("finished_at", row.finishedAt), ("wall_seconds", row.wallSeconds), ("machine", row.machine),
        ("threads", row.threads), ("device", row.device), ("commit_id", row.commitID),
        ("message", row.message), ("protocol", row.protocolDigest), ("own_protocol_json", row.ownProtocolJSON),
      ], in: database)
  }

  private func upsert(_ row: StageRow, in database: Database) throws {
    try upsert(
      "stage", keys: ["key"],
      [
        ("key", row.key), ("kind", row.kind), ("version", row.version), ("config_json", row.configJSON),
        ("started_at", row.startedAt), ("finished_at", row.finishedAt), ("wall_seconds", row.wallSeconds),
        ("machine", row.machine), ("threads", row.threads), ("device", row.device),
        ("artifact_bytes", row.artifactBytes),
      ], in: database)
  }

  // There are many of these three, so their text is made once.
  private static let metricInsertion =
    "INSERT INTO metric (run_id, name, subset, iou_type, value, n) VALUES (?, ?, ?, ?, ?, ?)"
  private static let classMetricInsertion =
    "INSERT INTO class_metric (run_id, category, name, subset, iou_type, value, n) VALUES (?, ?, ?, ?, ?, ?, ?)"
  private static let curveInsertion = "INSERT INTO curve (run_id, stage, name, step, value) VALUES (?, ?, ?, ?, ?)"

  private func insert(_ row: ClassMetricRow, of runID: String, in database: Database) throws {
    try run(
      Self.classMetricInsertion, [runID, row.category, row.name, row.subset, row.iouType, row.value, row.n],
      in: database)
  }

  private func insert(_ point: CurvePoint, of runID: String, in database: Database) throws {
    let value = point.value.flatMap { $0.isFinite ? $0 : nil }
    try run(Self.curveInsertion, [runID, point.stage, point.name, point.step, value], in: database)
  }

  private func insert(_ labels: RunLabelRows, of runID: String, in database: Database) throws {
    for tag in labels.tags { try insert("tag", [("run_id", runID), ("tag", tag)], in: database) }
    if let note = labels.note { try insert("note", [("run_id", runID), ("text", note)], in: database) }
  }

  private typealias Column = (name: String, value: (any DatabaseValueConvertible)?)

  private func insert(_ table: String, _ columns: [Column], in database: Database) throws {
    try run(Self.insertion(table, columns), StatementArguments(columns.map(\.value)), in: database)
  }

  private func upsert(
    _ table: String, keys: [String], keeping kept: [String] = [], _ columns: [Column], in database: Database
  ) throws {
    let changes = columns.map(\.name).filter { !keys.contains($0) && !kept.contains($0) }
      .map { "\($0) = excluded.\($0)" }
    try run(
      Self.insertion(table, columns)
        + " ON CONFLICT(\(keys.joined(separator: ", "))) DO UPDATE SET \(changes.joined(separator: ", "))",
      StatementArguments(columns.map(\.value)), in: database)
  }

  private static func insertion(_ table: String, _ columns: [Column]) -> String {
    "INSERT INTO \(table) (\(columns.map(\.name).joined(separator: ", "))) VALUES "
      + "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
  }

  private func run(_ sql: String, _ arguments: StatementArguments, in database: Database) throws {
    try database.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
