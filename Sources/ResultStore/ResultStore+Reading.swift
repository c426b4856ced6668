import GRDB
public import StrictJSON

extension ResultStore {
  /// All experiments, by id.
  public func experiments() throws(InputError) -> [ExperimentRow] {
    try rows("SELECT * FROM experiment ORDER BY id") { row in
      ExperimentRow(
        id: try row.text("id"), name: try row.text("name"), digest: try row.text("digest"),
        specJSON: try row.text("spec_json"), createdAt: try row.text("created_at"))
    }
  }

  /// The runs that `query` asks for.
  public func history(_ query: HistoryQuery = HistoryQuery()) throws(InputError) -> [RunRow] {
    try read { database in
      let statement = try HistoryStatement(query, in: database)
      return try elements(database, statement.sql, statement.arguments, RunRow.init)
    }
  }

  /// The tags and notes of the runs `runIDs`; runs without either are left out.
  public func labels(runIDs: [String]) throws(InputError) -> [String: RunLabelRows] {
    let list = JSONValue.array(runIDs.map { .string($0) }).canonicalText
    let tags = try rows(
      "SELECT * FROM tag WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id, tag", [list]
    ) { row in (id: try row.text("run_id"), text: try row.text("tag")) }
    let notes = try rows(
      "SELECT * FROM note WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id", [list]
    ) { row in (id: try row.text("run_id"), text: try row.text("text")) }
    var labels: [String: RunLabelRows] = [:]
    for tag in tags { labels[tag.id, default: RunLabelRows()].tags.append(tag.text) }
    for note in notes { labels[note.id, default: RunLabelRows()].note = note.text }
    return labels
  }

  /// The metrics of runs, in the order of run, metric, subset and IoU type.
  ///
  /// - Parameters:
  ///   - experiment: Id or name of an experiment.
  ///   - specDigest: Only runs that followed this specification; nil means any.
  public func metrics(experiment: String, specDigest: String? = nil) throws(InputError) -> [RunMetric] {
    try rows(
      """
      SELECT run.id AS run_id, variant, arm, shots, seed, status, metric.* FROM run JOIN metric ON metric.run_id = run.id
      WHERE experiment IN (SELECT id FROM experiment WHERE id = ?1 OR name = ?1)
        AND (?2 IS NULL OR spec_digest = ?2)
      ORDER BY run.id, metric.name, metric.subset, metric.iou_type
      """, [experiment, specDigest], RunMetric.init)
  }

  /// The metrics of the runs `runIDs`, in the order of run, metric, subset and IoU type; unknown runs give none.
  public func metrics(runIDs: [String]) throws(InputError) -> [RunMetric] {
    // The list travels as one JSON argument: SQLite bounds the number of arguments.
    try rows(
      """
      SELECT run.id AS run_id, variant, arm, shots, seed, status, metric.* FROM run JOIN metric ON metric.run_id = run.id
      WHERE run.id IN (SELECT value FROM json_each(?))
      ORDER BY run.id, metric.name, metric.subset, metric.iou_type
      """, [JSONValue.array(runIDs.map { .string($0) }).canonicalText], RunMetric.init)
  }

  /// The numbers of some measures of the runs `runIDs`, in the order of run, metric, subset and IoU type.
  public func metrics(runIDs: [String], measures: [Measure]) throws(InputError) -> [RunMetric] {
    guard !measures.isEmpty else { return [] }
    let keys = measures.map { _ in "(?, ?, ?)" }.joined(separator: ", ")
    return try rows(
      """
      SELECT run.id AS run_id, variant, arm, shots, seed, status, metric.* FROM run JOIN metric ON metric.run_id = run.id
      WHERE run.id IN (SELECT value FROM json_each(?))
        AND (metric.name, metric.subset, metric.iou_type) IN (VALUES \(keys))
      ORDER BY run.id, metric.name, metric.subset, metric.iou_type
      """,
      [JSONValue.array(runIDs.map { .string($0) }).canonicalText]
        + StatementArguments(measures.flatMap { [$0.name, $0.subset, $0.iouType] }), RunMetric.init)
  }

  /// The values of a measure in single categories, by run id and category name; without those that have none.
  public func categoryValues(runIDs: [String], of measure: Measure) throws(InputError) -> [String: [String: Double]] {
    let found = try rows(
      """
      SELECT run_id, category, value FROM class_metric
      WHERE run_id IN (SELECT value FROM json_each(?)) AND (name, subset, iou_type) = (?, ?, ?) AND value IS NOT NULL
      """,
      [JSONValue.array(runIDs.map { .string($0) }).canonicalText, measure.name, measure.subset, measure.iouType]
    ) { row in (id: try row.text("run_id"), category: try row.text("category"), value: try row.numberIfAny("value")) }
    var values: [String: [String: Double]] = [:]
    for one in found { values[one.id, default: [:]][one.category] = one.value }
    return values
  }

  /// All that the database holds of the run `id`; nil when there is no such run.
  public func record(of id: String) throws(InputError) -> RunRecord? {
    guard let run = try rows("SELECT * FROM run WHERE id = ?", [id], RunRow.init).first else { return nil }
    return RunRecord(
      run: run,
      stages: try rows(
        """
        SELECT role, stage.* FROM run_stage JOIN stage ON stage.key = stage_key WHERE run_id = ? ORDER BY position
        """, [id]
      ) { row in RunStage(role: try row.text("role"), stage: try StageRow(row)) },
      metrics: try rows(
        "SELECT * FROM metric WHERE run_id = ? ORDER BY name, subset, iou_type", [id], MetricRow.init),
      classMetrics: try rows(
        "SELECT * FROM class_metric WHERE run_id = ? ORDER BY category, name, subset, iou_type", [id],
        ClassMetricRow.init),
      curves: try rows(
        "SELECT * FROM curve WHERE run_id = ? ORDER BY stage, name, step", [id], CurvePoint.init),
      protocolCard: try run.protocolDigest.flatMap { (digest) throws(InputError) in try protocols([digest]).first },
      labels: try labels(runIDs: [id])[id] ?? RunLabelRows())
  }

  /// The protocols of these digests, by digest; unknown ones give none.
  public func protocols(_ digests: [String]) throws(InputError) -> [ProtocolRow] {
    try rows(
      "SELECT * FROM protocol WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY digest",
      [JSONValue.array(digests.map { .string($0) }).canonicalText]
    ) { row in ProtocolRow(digest: try row.text("digest"), cardJSON: try row.text("card_json")) }
  }

  private func rows<Element>(
    _ sql: String, _ arguments: StatementArguments = [], _ element: (RowReader) throws -> Element
  ) throws(InputError) -> [Element] {
    try read { database in try elements(database, sql, arguments, element) }
  }

  private func elements<Element>(
    _ database: Database, _ sql: String, _ arguments: StatementArguments, _ element: (RowReader) throws -> Element
  ) throws -> [Element] {
    let cursor = try Row.fetchCursor(database, sql: sql, arguments: arguments)
    var elements: [Element] = []
    while let row = try cursor.next() { elements.append(try element(RowReader(row: row, file: path))) }
    return elements
  }
}
