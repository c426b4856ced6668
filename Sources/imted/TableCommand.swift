import ArgumentParser
import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted table`: the tables of an experiment, from the database alone.
struct TableCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case markdown
    case latex
    case csv
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Print an experiment's tables: mean, 95 % interval over seeds, n.")

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "markdown, latex, csv or json.") var format = Format.markdown
  @Option(help: "Only the table of this name.") var table: String?

  func run() throws {
    try ExitStatus.guarding {
      let database = try ResultStore(
        path: ResultsFolder(root: URL(fileURLWithPath: results).path).database, access: .readOnly)
      let spec = try declared(in: database)
      let recorded = try database.metrics(experiment: spec.name, specDigest: DatabaseRecorder.digest(of: spec))
      guard !recorded.isEmpty else {
        throw InputError(
          file: database.path, found: "no run of the experiment \"\(spec.name)\" as it is declared now",
          expected: "one: `imted run` makes it")
      }
      let tables = try ExperimentTables(spec, recorded).tables(named: table)
      switch format {
      case .markdown: Console.print(tables.map(\.markdown).joined(separator: "\n"))
      case .latex: Console.print(tables.map(\.latex).joined(separator: "\n"))
      case .csv: FileHandle.standardOutput.write(Data(tables.map(\.csv).joined(separator: "\r\n").utf8))
      case .json: Console.print(JSONValue.array(tables.map(\.json)).prettyText())
      }
    }
  }

  /// The experiment of a file, or the one recorded under a name.
  private func declared(in database: ResultStore) throws -> ExperimentSpec {
    if FileManager.default.fileExists(atPath: experiment) || experiment.hasSuffix(".json") {
      return try ExperimentSpec(file: experiment, overrides: overrides)
    }
    let known = try database.experiments()
    guard let row = known.first(where: { $0.name == experiment }) else {
      let names = known.map(\.name)
      throw InputError(
        file: database.path, found: "no experiment \"\(experiment)\"",
        expected: names.isEmpty ? "a recorded experiment" : "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(experiment, among: names))
    }
    return try ExperimentSpec(document: JSONDocument(bytes: Array(row.specJSON.utf8), file: nil), overrides: overrides)
  }
}

/// The declared tables of an experiment, filled from recorded runs.
struct ExperimentTables {
  private let spec: ExperimentSpec
  private let observations: [Observation]

  init(_ spec: ExperimentSpec, _ recorded: [RunMetric]) {
    self.spec = spec
    observations = recorded.map {
      Observation(
        arm: $0.arm, shots: $0.shots, seed: $0.seed, metric: $0.metric.name, subset: $0.metric.subset,
        iouType: $0.metric.iouType, value: $0.metric.value)
    }
  }

  /// All tables, or the one of a name.
  func tables(named name: String?) throws(InputError) -> [ResultTable] {
    let names = spec.tables.map(\.name)
    if let name, !names.contains(name) {
      throw InputError(
        found: "no table \"\(name)\"", expected: "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(name, among: names))
    }
    let matrix = ExpectedMatrix(
      arms: spec.matrix.arms.map(\.rawValue), shots: spec.matrix.shots ?? [], seeds: spec.matrix.seeds)
    var tables: [ResultTable] = []
    for table in spec.tables where name == nil || table.name == name {
      tables.append(try ResultTable(layout: layout(table), observations: observations, expected: matrix))
    }
    return tables
  }

  private func layout(_ table: TableSpec) -> TableLayout {
    TableLayout(
      name: table.name, title: table.title, rows: table.rows.compactMap { TableLayout.RowAxis(rawValue: $0.rawValue) },
      columns: table.columns.map {
        TableLayout.Column(metric: $0.metric.rawValue, subset: $0.subset.name, label: $0.label)
      }, baselineArm: table.baseline?.arm?.rawValue)
  }
}
