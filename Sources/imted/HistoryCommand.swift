import ArgumentParser
import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted history`: the recorded runs, newest first.
struct HistoryCommand: ParsableCommand {
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case started
    case finished
    case seconds
    case cell
  }

  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List recorded runs.",
    discussion: """
      --where takes a condition over the columns of `run` (docs/DATABASE.md): --where "arm = 'full-transfer'".
      """)

  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(help: "Only runs of this experiment.") var experiment: String?
  @Option(name: .customLong("where"), help: "A condition over the columns of `run`.") var condition: String?
  @Option(help: "started, finished, seconds or cell.") var sort = Order.started
  @Option(help: "At most so many.") var limit: Int = 50
  @Option(help: "Measure to show, of which subset: AP, \"AP novel\" or, by mask, \"segm AP novel\" (repeatable).")
  var metric = ["AP"]
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    for wanted in metric {
      guard MetricName(rawValue: HistoryMeasure(wanted).name) != nil else {
        let known = MetricName.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(
          "--metric \(wanted) is not one of \(known), alone or with a subset, after segm if by mask.")
      }
    }
  }

  func run() throws {
    try ExitStatus.guarding {
      let database = try ResultStore(
        path: ResultsFolder(root: URL(fileURLWithPath: results).path).database, access: .readOnly)
      var query = HistoryQuery()
      if let experiment { query.experiments = [experiment] }
      query.condition = condition
      query.sort = order
      query.descending = sort != .cell
      query.limit = limit
      let runs = try database.history(query)
      let table = HistoryTable(columns: columns, rows: try rows(runs, database))
      Console.print(json ? table.json.prettyText() : table.text)
    }
  }

  private var order: HistoryQuery.Sort {
    switch sort {
    case .started: .startedAt
    case .finished: .finishedAt
    case .seconds: .wallSeconds
    case .cell: .cell
    }
  }

  private var columns: [HistoryTable.Column] {
    [
      .init("run"), .init("experiment"), .init("variant"), .init("arm"), .init("shots", style: .number),
      .init("seed", style: .number),
      .init("status"), .init("started"), .init("took", style: .duration),
    ] + metric.map { .init($0, style: .percent) }
  }

  private func rows(_ runs: [RunRow], _ database: ResultStore) throws -> [[JSONValue]] {
    let measures = try database.metrics(runIDs: runs.map(\.id))
    return runs.map { run in
      let own = measures.filter { $0.runID == run.id }
      let values = metric.map { wanted -> JSONValue in
        let measure = HistoryMeasure(wanted)
        return .finiteOrNull(own.first { measure.matches($0.metric) }?.metric.value)
      }
      return [
        .string(run.id), .string(run.experiment), run.variant.map { .string($0) } ?? .null, .string(run.arm),
        run.shots.map { .integer($0) } ?? .null,
        .integer(run.seed), .string(run.status.rawValue), run.startedAt.map { .string($0) } ?? .null,
        .finiteOrNull(run.wallSeconds),
      ] + values
    }
  }
}
