import ArgumentParser
import Detection
import Evaluation
import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted reevaluate`: numbers of other subsets from stored cells, without a model, detections or annotations.
struct ReevaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reevaluate", abstract: "Measure stored evaluations on other subsets, from their cells alone.",
    discussion: """
      The numbers are those that an evaluation of the subset would have given, to the last bit. Of an experiment, means over
      seeds with their intervals follow those of the runs. docs/STATISTICS.md says what cells hold.
      """)

  @Argument(help: "A run's id, an experiment (file or name), or a file that `imted evaluate --cells` wrote.")
  var name: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "Objects that count: \"novel visible[0.25,0.5)\" (repeatable; all by default).")
  var subset: [String] = []
  @Option(help: "Only this category (repeatable).") var category: [String] = []
  @Option(help: "Overlaps of boxes (bbox) or of masks (segm).") var iouType = EvaluateCommand.IoUType.bbox
  @Option(help: "Also AP and AR in so many equal bands of the objects' visible fraction.") var visibleBands: Int?
  @Option(help: "For an experiment: also differences from this arm or variant, seed by seed.") var baseline: String?
  @Option(
    parsing: .upToNextOption, help: "For an experiment: the measures whose means over seeds are shown; AP by default.")
  var metric: [String] = []
  @Option(help: "For an experiment: only the means over seeds, as markdown, latex, csv, json or html.")
  var format: TableFormat?
  @Flag(help: "Instead, break the errors down: what each kind (TIDE's) costs in AP50. For subsets by category.")
  var errors = false
  @Flag(help: "Instead, compare all stored numbers that cells tell of with those that this program makes of them.")
  var check = false
  @Flag(help: "Print JSON, one object a run and subset.") var json = false

  func validate() throws {
    if let visibleBands, !(1...1000).contains(visibleBands) {
      throw ValidationError("--visible-bands must be 1 to 1000.")
    }
    guard !errors || visibleBands == nil else { throw ValidationError("--errors takes no --visible-bands.") }
    guard !(errors || json || check) || !asksForMeans else {
      throw ValidationError(
        "--baseline, --metric and --format are for means over seeds: not with --errors, --check or --json.")
    }
    guard !check || (subset.isEmpty && category.isEmpty && visibleBands == nil && !errors) else {
      throw ValidationError("--check looks at what is stored: no --subset, --category, --visible-bands or --errors.")
    }
  }

  private var asksForMeans: Bool { baseline != nil || !metric.isEmpty || format != nil }

  func run() throws {
    try ExitStatus.guarding {
      let subsets = try self.subsets
      let runs = try ReevaluatedRuns(
        name, overrides: overrides, results: results, type: iouType.declared)
      guard runs.experiment != nil || overrides.isEmpty else {
        throw InputError(
          file: "--set", found: "\"\(overrides[0])\" for \"\(name)\", which is one evaluation",
          expected: "an experiment"
        )
      }
      if errors { return try printErrors(runs, subsets) }
      if check { return try printCheck(runs) }
      guard runs.experiment != nil || !asksForMeans else {
        throw InputError(
          found: "\"\(name)\", which is one evaluation", expected: "an experiment, for means and differences over seeds"
        )
      }
      let rows = try runs.evaluations.flatMap { try measured($0, subsets) }
      guard !json else { return Console.print(JSONValue.array(rows.map(\.json)).prettyText()) }
      let means = try runs.experiment.map {
        try ReevaluatedMeans(recorded: $0, metrics: metric.isEmpty ? ["AP"] : metric, baseline: baseline).table(rows)
      }
      if format == nil { Console.print(table(rows).text) }
      if let means { (format ?? .markdown).print([means]) }
    }
  }

  /// The subsets asked for, each once.
  private var subsets: [Subset] {
    get throws(InputError) {
      var subsets: [Subset] = []
      for text in subset.isEmpty ? ["all"] : subset {
        let one = try Subset(option: "--subset", text)
        if !subsets.contains(one) { subsets.append(one) }
      }
      return subsets
    }
  }

  private func printCheck(_ runs: ReevaluatedRuns) throws {
    guard let database = runs.database else {
      throw InputError(found: "\"\(name)\", beside which no numbers are stored", expected: "a run or an experiment")
    }
    let check = try StoredNumberCheck(runs.evaluations, in: database, type: iouType)
    Console.print(json ? check.json.prettyText() : check.text)
    if !check.isSame { throw ExitStatus.runFailed }
  }

  private func printErrors(_ runs: ReevaluatedRuns, _ subsets: [Subset]) throws {
    let names = ErrorBreakdown.Kind.allCases.map(\.rawValue) + ["FalsePos", "FalseNeg"]
    var rows: [[JSONValue]] = []
    for one in runs.evaluations {
      for subset in subsets {
        guard subset.visible == nil, subset.occlusion == nil else {
          throw InputError(
            file: "--subset", found: "\"\(subset.name)\" with --errors", expected: "all, base or novel")
        }
        let chosen = try one.cells.subset(subset, categories: category)
        let breakdown = ErrorBreakdown(one.cells.cells, categoryIDs: chosen.categoryIDs)
        rows.append(
          ReevaluatedRow.cell(of: one.run) + [.string(chosen.name), .finiteOrNull(breakdown.ap50)]
            + names.map { .finiteOrNull(breakdown[$0]?.gain) }
            + (json ? names.map { .integer(Int64(breakdown[$0]?.count ?? 0)) } : []))
      }
    }
    let columns: [HistoryTable.Column] =
      ReevaluatedRow.columns + [.init("subset"), .init("AP50", style: .percent)]
      + names.map { .init($0, style: .percent) } + (json ? names.map { .init("\($0) count") } : [])
    let table = HistoryTable(columns: columns, rows: rows)
    Console.print(json ? table.json.prettyText() : table.text)
  }

  private func measured(_ one: ReevaluatedRuns.One, _ subsets: [Subset]) throws -> [ReevaluatedRow] {
    let evaluation = COCOEvaluation(one.cells.cells, measure: iouType.measure)
    var rows: [ReevaluatedRow] = []
    for subset in subsets {
      let summary = evaluation.run(try one.cells.subset(subset, categories: category))
      rows.append(
        ReevaluatedRow(
          run: one.run, subset: summary.subset.name, iouType: iouType.rawValue, metrics: summary.metrics,
          perClass: summary.perClass))
    }
    guard let visibleBands else { return rows }
    let ids = try one.cells.subset(Subset(scope: .all), categories: category).categoryIDs
    for point in evaluation.visibleCurve(VisibleBand.equal(visibleBands), categoryIDs: ids).points {
      let name = ([point.band.description] + category).joined(separator: ", ")
      // A band that was asked for as a subset is there already, with more numbers.
      guard !rows.contains(where: { $0.subset == name }) else { continue }
      rows.append(
        ReevaluatedRow(run: one.run, subset: name, iouType: iouType.rawValue, metrics: point.metrics))
    }
    return rows
  }

  private func table(_ rows: [ReevaluatedRow]) -> HistoryTable {
    let names = rows.first?.metrics.map(\.name) ?? []
    return HistoryTable(
      columns: ReevaluatedRow.columns + [.init("subset"), .init("n", style: .number)]
        + names.map { .init($0, style: .percent) },
      rows: rows.map { row in
        row.cell + [.string(row.subset), .integer(Int64(row.metrics.first?.n ?? 0))]
          + names.map { name in .finiteOrNull(row.metrics.first { $0.name == name }?.value) }
      })
  }
}

/// The numbers of one stored evaluation on one subset.
struct ReevaluatedRow {
  let run: RunRow?
  let subset: String
  let iouType: String
  let metrics: [COCOSummary.Metric]
  var perClass: [COCOSummary.ClassScore] = []

  /// The columns that name a run.
  static let columns: [HistoryTable.Column] = [
    .init("run"), .init("variant"), .init("arm"), .init("shots", style: .number), .init("seed", style: .number),
  ]

  /// The run in those columns.
  var cell: [JSONValue] { ReevaluatedRow.cell(of: run) }

  /// A run in those columns.
  static func cell(of run: RunRow?) -> [JSONValue] {
    [
      run.map { .string($0.id) } ?? .null, run?.variant.map { .string($0) } ?? .null,
      run.map { .string($0.arm) } ?? .null, run?.shots.map { .integer(Int64($0)) } ?? .null,
      run.map { .integer(Int64($0.seed)) } ?? .null,
    ]
  }

  /// All of it as one object.
  var json: JSONValue {
    var object = JSONObject(zip(ReevaluatedRow.columns, cell).map { ($0.name, $1) })
    object["subset"] = .string(subset)
    object["iou_type"] = .string(iouType)
    object["metrics"] = .array(
      metrics.map { ["name": .string($0.name), "value": .finiteOrNull($0.value), "n": .integer(Int64($0.n))] })
    object["per_class"] = .array(
      perClass.map {
        ["category": .string($0.category.name), "value": .finiteOrNull($0.ap), "n": .integer(Int64($0.n))]
      })
    return .object(object)
  }
}
