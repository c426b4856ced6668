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
  @Flag(name: .customLong("protocol"), help: "Print the protocol cards of the runs below the tables (markdown).")
  var showsProtocol = false

  func validate() throws {
    guard !showsProtocol || format == .markdown else { throw ValidationError("--protocol goes with markdown alone.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      let database = try ResultStore(
        path: ResultsFolder(root: URL(fileURLWithPath: results).path).database, access: .readOnly)
      let spec = try declared(in: database)
      let runs = try runs(of: spec, in: database)
      guard !runs.isEmpty else {
        throw InputError(
          file: database.path, found: "no run of the experiment \"\(spec.name)\" as it is declared now",
          expected: "one: `imted run` makes it")
      }
      let cards = try ProtocolCards(of: runs, in: database)
      let tables = try ExperimentTables(
        spec, try database.metrics(runIDs: runs.map(\.id)), protocols: cards.protocols(of: runs)
      ).tables(named: table)
      switch format {
      case .markdown:
        Console.print(tables.map(\.markdown).joined(separator: "\n"))
        if showsProtocol { cards.markdown.forEach(Console.print) }
      case .latex: Console.print(tables.map(\.latex).joined(separator: "\n"))
      case .csv: FileHandle.standardOutput.write(Data(tables.map(\.csv).joined(separator: "\r\n").utf8))
      case .json: Console.print(JSONValue.array(tables.map(\.json)).prettyText())
      }
    }
  }

  /// The experiment's runs. A cell that was run again, as with another version of the tensor library, has several: the
  /// latest counts.
  private func runs(of spec: ExperimentSpec, in database: ResultStore) throws -> [RunRow] {
    var query = HistoryQuery()
    query.experiments = [spec.name]
    query.sort = .finishedAt
    query.descending = true
    let digest = DatabaseRecorder.digest(of: spec)
    var cells: Set<Cell> = []
    return try database.history(query).filter { run in
      guard run.status == .finished, run.specDigest == digest, let arm = Arm(rawValue: run.arm) else { return false }
      return cells.insert(Cell(arm: arm, shots: run.shots, seed: run.seed, variant: run.variant)).inserted
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
