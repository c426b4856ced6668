import ArgumentParser
import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted history`: the recorded runs, newest first, or their groups of seeds.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List recorded runs, or groups of runs over their seeds.",
    discussion: """
      --where takes a condition (docs/HISTORY.md): --where "arm = 'full-transfer' and metrics.nAP > 0.2".
      """)

  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(help: "Only runs of this experiment.") var experiment: String?
  @Option(name: .customLong("where"), help: "A condition on columns of `run`, on metrics.NAME, tag and note.")
  var condition: String?
  @Option(help: "started, finished, seconds, cell or metrics.NAME; groups by cell or metrics.NAME.") var sort: String?
  @Option(parsing: .unconditional, help: "At most so many; 50 if not given.") var limit: Int?
  @Option(parsing: .unconditional, help: "Leave out so many at the beginning.") var offset: Int = 0
  @Option(help: "Measure to show, of which subset: AP, \"AP novel\", nAP or, by mask, \"segm AP novel\" (repeatable).")
  var metric: [String] = []
  @Option(help: "The columns to show, joined by commas: run,arm,seed,tags,note,metrics.nAP and so on.")
  var columns: String?
  @Flag(help: "Group finished runs over their seeds: n, mean and 95 % interval of each measure.") var group = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard limit ?? 1 > 0 else { throw ValidationError("--limit must be at least 1.") }
    guard offset >= 0 else { throw ValidationError("--offset must not be negative.") }
    guard !group || columns == nil else {
      throw ValidationError("--group has columns of its own; choose its measures by --metric.")
    }
  }

  func run() throws {
    try ExitStatus.guarding {
      let order = try HistoryOrder(sort ?? (group ? "cell" : "started"))
      guard !group || order.ordersGroups else {
        throw InputError(file: "--sort", found: "\"\(sort ?? "")\" with --group", expected: "cell or metrics.NAME")
      }
      let folder = ResultsFolder(root: URL(fileURLWithPath: results).path)
      KilledRunSettling.settleIfPossible(in: folder.root)
      let database = try folder.openDatabase(.readOnly)
      let names = HistoryNames(try database.experiments())
      var query = HistoryQuery()
      query.condition = try condition.map { (text) throws(InputError) in
        try HistoryCondition(text, vocabulary: SpecMeasures.vocabulary, names: names.closed)
      }
      if let experiment { query.experiments = [try names.experiment(experiment)] }
      query.sort = order.sort
      query.descending = order.descending
      query.limit = limit ?? Self.usualLimit
      query.offset = offset
      let table = group ? try groups(query, in: database) : try runs(query, in: database)
      Console.print(json ? table.json.prettyText() : table.text)
      try tellWhatIsNotShown(query, shown: table.rows.count, in: database)
    }
  }

  /// How many lines are shown where nobody says how many.
  private static let usualLimit = 50
  /// Up to how many lines are counted to tell that there are more: counting all takes longer than a page.
  private static let mostCounted = 200

  /// Says on the standard error that nothing was found, or that there is more than a page which nobody asked for.
  private func tellWhatIsNotShown(_ query: HistoryQuery, shown: Int, in database: ResultStore) throws(InputError) {
    guard shown == 0 || limit == nil && shown == Self.usualLimit else { return }
    let most = Self.mostCounted + 1
    let count = group ? try database.seedGroupCount(query, upTo: most) : try database.runCount(query, upTo: most)
    let noun = group ? "groups of finished runs" : "runs"
    if count == 0 {
      let restriction = condition == nil && experiment == nil ? "are recorded" : "are what was asked for"
      Console.error("no \(noun) \(restriction)")
    } else if count == most {
      Console.error("\(shown) of more than \(Self.mostCounted) \(noun); --limit shows more")
    } else if count > offset + shown {
      Console.error("\(shown) of \(count) \(noun); --limit \(count) shows more")
    } else if shown == 0 {
      Console.error("there are \(count) \(noun), and --offset leaves out \(offset)")
    }
  }

  /// The measures to show: those asked for, else AP.
  private var shownMeasures: [String] { metric.isEmpty && columns == nil ? ["AP"] : metric }

  private func runs(_ query: HistoryQuery, in database: ResultStore) throws -> HistoryTable {
    let names = columns.map(HistoryColumn.names)
    var shown = try (names ?? HistoryColumn.usual).map { (name) throws(InputError) in try HistoryColumn(named: name) }
    shown += try shownMeasures.map { (text) throws(InputError) in
      HistoryColumn(try SpecMeasures.measure(text, option: "--metric"), heading: text)
    }
    let runs = try database.history(query)
    let ids = runs.map(\.id)
    let labels = try database.labels(runIDs: ids)
    let measures = try database.metrics(runIDs: ids, measures: shown.compactMap(\.measure))
    let measuresByRun = Dictionary(grouping: measures, by: \.runID)
    if names == nil {
      // Labels are shown where there are any: most people have none.
      for (name, isUsed) in [
        ("tags", labels.values.contains { !$0.tags.isEmpty }), ("note", labels.values.contains { $0.note != nil }),
      ] where isUsed { shown.append(try HistoryColumn(named: name)) }
    }
    try refuseRepetition(shown.map(\.heading.name))
    return HistoryTable(
      columns: shown.map(\.heading),
      rows: runs.map { run in
        let own = measuresByRun[run.id, default: []].map(\.metric)
        return shown.map { $0.content(run, labels[run.id] ?? RunLabelRows(), own) }
      })
  }

  private func refuseRepetition(_ names: [String]) throws(InputError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw InputError(
        file: columns == nil ? "--metric" : "--columns", found: "\"\(name)\" twice", expected: "each column once")
    }
  }

  private func groups(_ query: HistoryQuery, in database: ResultStore) throws -> HistoryTable {
    let measures = try shownMeasures.map { (text) throws(InputError) in
      try SpecMeasures.measure(text, option: "--metric")
    }
    try refuseRepetition(shownMeasures)
    let groups = try database.seedGroups(query, measures: measures)
    let declared = DeclaredSeeds(try database.experiments())
    let headings: [HistoryTable.Column] = [
      .init("experiment"), .init("variant"), .init("arm"), .init("shots", style: .number), .init("spec"),
    ]
    return HistoryTable(
      columns: headings + shownMeasures.map { .init($0, style: .estimate) },
      rows: groups.map { group -> [JSONValue] in
        let estimates = measures.indices.map { index -> JSONValue in
          SeedEstimate(
            found: group.members.map { ($0.seed, $0.values[index]) }, expectedSeeds: declared.seeds(of: group)
          ).json
        }
        // Runs under different specifications are never put together; the digest tells them apart.
        let spec = group.specDigest.map { json ? $0 : String($0.prefix(8)) }
        return [
          .string(group.experiment), group.variant.map { .string($0) } ?? .null, .string(group.arm),
          group.shots.map { .integer($0) } ?? .null, spec.map { .string($0) } ?? .null,
        ] + estimates
      })
  }
}
