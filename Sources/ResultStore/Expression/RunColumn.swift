/// A column that conditions can name: those of table `run`, and what is known of a run beside it.
struct RunColumn: Sendable, Equatable {
  /// What its values are.
  enum Kind: Sendable, Equatable {
    case text
    case number
  }

  let name: String
  let kind: Kind
  /// The SQL of its value in a statement over `run`.
  let sql: String

  private init(_ name: String, _ kind: Kind, sql: String? = nil) {
    self.name = name
    self.kind = kind
    self.sql = sql ?? "run.\(name)"
  }

  static let experiment = RunColumn(
    "experiment", .text, sql: "(SELECT experiment.name FROM experiment WHERE experiment.id = run.experiment)")
  static let status = RunColumn("status", .text)

  /// All columns, in the order of docs/DATABASE.md.
  static let all = [
    RunColumn("id", .text), experiment, RunColumn("spec_digest", .text), RunColumn("arm", .text),
    RunColumn("shots", .number), RunColumn("seed", .number), RunColumn("variant", .text), status,
    RunColumn("started_at", .text), RunColumn("finished_at", .text), RunColumn("wall_seconds", .number),
    RunColumn("machine", .text), RunColumn("threads", .number), RunColumn("device", .text),
    RunColumn("commit_id", .text), RunColumn("message", .text), RunColumn("protocol", .text),
    RunColumn("own_protocol_json", .text),
    RunColumn("note", .text, sql: "(SELECT note.text FROM note WHERE note.run_id = run.id)"),
  ]

  /// The column of a name, in whatever case.
  static func named(_ name: String) -> RunColumn? {
    let lowered = name.lowercased()
    return all.first { $0.name == lowered }
  }
}
