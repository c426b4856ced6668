import Foundation
import ResultStore
import StrictJSON
import Testing

@Suite struct LabelTests {
  private let scratch: Scratch
  private let store: ResultStore

  init() throws {
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(.sample())
  }

  @Test func labelsComeBackWithTheRun() throws {
    let labels = RunLabelRows(tags: ["final", "paper"], note: "said 'yes'")
    try store.record([RunRecord(run: .sample("a"), labels: labels), RunRecord(run: .sample("b"))])
    #expect(try store.record(of: "a")?.labels == labels)
    #expect(try store.record(of: "b")?.labels == RunLabelRows())
    #expect(try store.labels(runIDs: ["a", "b", "c"]) == ["a": labels])
  }

  @Test func newLabelsTakeThePlaceOfTheOld() throws {
    try store.record([RunRecord(run: .sample("a"), labels: RunLabelRows(tags: ["x", "y"], note: "n"))])
    try store.record(RunLabelRows(tags: ["z"]), of: "a")
    #expect(try store.record(of: "a")?.labels == RunLabelRows(tags: ["z"]))
    #expect(throws: InputError.self) { try store.record(RunLabelRows(tags: ["z"]), of: "unknown") }
    try store.replaceAll([.sample()], [RunRecord(run: .sample("b"))])
    #expect(try store.ask("select count(*) from tag").rows == [[0]])
  }

  @Test func replacingAllIsOneStep() throws {
    try store.record([RunRecord(run: .sample("a"))])
    #expect(throws: InputError.self) { try store.replaceAll([], [RunRecord(run: .sample("b"))]) }
    #expect(try store.history().map(\.id) == ["a"])
    try store.replaceAll([.sample("other")], [RunRecord(run: .sample("b", experiment: "other"))])
    #expect(try store.history().map(\.id) == ["b"])
    #expect(try store.experiments() == [.sample("other")])
  }

  /// A database that the program made before there were labels, with two runs.
  @Test func aDatabaseOfThreeMigrationsIsBroughtToThePresentSchema() throws {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/databases/three-migrations.sqlite")
    let path = scratch.path("older.sqlite")
    try FileManager.default.copyItem(atPath: fixture.path, toPath: path)
    let error = #expect(throws: InputError.self) { try ResultStore(path: path, access: .readOnly) }
    #expect(error?.found == "a result database of an older version")
    let migrated = try ResultStore(path: path)
    let runs = try migrated.history(HistoryQuery(sort: .id, descending: false))
    #expect(runs.count == 2)
    let ap = try migrated.ask("select run_id, value from metric where name = 'AP' and subset = 'all' order by 1")
    #expect(ap.rows.count == 2)
    let measures = try migrated.ask("select count(*) from metric").rows
    #expect(try migrated.ask("select count(*) from tidy_metric").rows == measures)
    try migrated.record(RunLabelRows(tags: ["kept"]), of: runs[0].id)
    let tagged = try migrated.history(HistoryQuery(condition: .sample("tag = 'kept'")))
    #expect(tagged == [runs[0]])
    for view in ["metric_by_run", "metric_over_seeds", "seed_group"] {
      #expect(try migrated.ask("select count(*) > 0 from \(view)").rows == [[1]], "\(view)")
    }
  }
}
