import ResultStore
import StrictJSON
import Testing

@Suite struct SeedGroupTests {
  private let scratch: Scratch
  private let store: ResultStore
  private let novel = Measure(name: "AP", subset: "novel")

  init() throws {
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(
      ExperimentRow(
        name: "few-shot", digest: "now", specJSON: "{\"matrix\":{\"seeds\":[0,1,2]}}", createdAt: "t"))
    try store.record([
      record("a0", "encoder-only", 0, 0.2), record("a2", "encoder-only", 2, 0.4),
      record("b0", "full-transfer", 0, 0.1, finished: "2026-01-01"),
      record("b0-again", "full-transfer", 0, 0.5, finished: "2026-02-01"),
      record("b1", "full-transfer", 1, nil), record("b2", "full-transfer", 2, 0.7),
      record("old", "full-transfer", 0, 0.9, spec: "before"),
      record("failed", "scratch", 0, nil, status: .failed), record("none", "vitdet", 0, nil),
    ])
  }

  private func record(
    _ id: String, _ arm: String, _ seed: Int, _ value: Double?, spec: String = "now", status: RunStatus = .finished,
    finished: String? = nil
  ) -> RunRecord {
    var run = RunRow.sample(id, arm: arm, seed: seed, status: status)
    (run.specDigest, run.finishedAt) = (spec, finished)
    return RunRecord(run: run, metrics: [MetricRow(name: "AP", subset: "novel", value: value, n: 3)])
  }

  /// Arm, specification, seeds and values of each group.
  private func groups(_ query: HistoryQuery) throws -> [String] {
    try store.seedGroups(query, measures: [novel]).map { group in
      let members = group.members.map { "\($0.seed):\($0.values[0].map { "\($0)" } ?? "-")" }.joined(separator: " ")
      return "\(group.arm) \(group.specDigest ?? "") \(members) of \(group.expectedSeeds.map { "\($0)" } ?? "?")"
    }
  }

  private static let byCell = [
    "encoder-only now 0:0.2 2:0.4 of [0, 1, 2]", "full-transfer before 0:0.9 of ?",
    "full-transfer now 0:0.5 1:- 2:0.7 of [0, 1, 2]", "vitdet now 0:- of [0, 1, 2]",
  ]

  @Test func runsAreGroupedOverTheirSeeds() throws {
    #expect(try groups(HistoryQuery(sort: .cell, descending: false)) == Self.byCell)
    for offset in 0...4 {
      #expect(
        try groups(HistoryQuery(sort: .cell, descending: false, limit: 2, offset: offset))
          == Array(Self.byCell.dropFirst(offset).prefix(2)))
    }
  }

  @Test func groupsGoByTheMeanOfAMeasure() throws {
    let falling = [1, 2, 0, 3].map { Self.byCell[$0] }
    #expect(try groups(HistoryQuery(sort: .measure(novel), descending: true)) == falling)
    #expect(
      try groups(HistoryQuery(sort: .measure(novel), descending: false)) == [0, 2, 1, 3].map { Self.byCell[$0] })
    #expect(
      try groups(HistoryQuery(sort: .measure(novel), descending: true, limit: 2, offset: 1))
        == Array(falling.dropFirst().prefix(2)))
  }

  @Test func aConditionChoosesTheRunsOfTheGroups() throws {
    let condition = try HistoryCondition.sample("metrics.nAP > 0.3 and arm != 'vitdet'")
    #expect(
      try groups(HistoryQuery(condition: condition, sort: .cell, descending: false)) == [
        "encoder-only now 2:0.4 of [0, 1, 2]", "full-transfer before 0:0.9 of ?",
        "full-transfer now 0:0.5 2:0.7 of [0, 1, 2]",
      ])
  }

  @Test func seedsThatAConditionLeavesOutAreNotMissing() throws {
    func leftOut(_ condition: String?) throws -> [String] {
      let query = HistoryQuery(condition: try condition.map(HistoryCondition.sample), sort: .cell, descending: false)
      return try store.seedGroups(query, measures: [novel]).map {
        "\($0.arm) \($0.specDigest ?? "") \($0.leftOutSeeds)"
      }
    }
    #expect(try leftOut(nil).allSatisfy { $0.hasSuffix("[]") })
    #expect(
      try leftOut("seed < 2") == [
        "encoder-only now [2]", "full-transfer before []", "full-transfer now [2]", "vitdet now []",
      ])
    // Of a cell that was run again, one that is left is enough.
    #expect(try leftOut("id = 'b0' or id = 'b2'") == ["full-transfer now [1]"])
    // By a measure all groups are read at once.
    let query = HistoryQuery(condition: try .sample("seed = 2"), sort: .measure(novel))
    #expect(try store.seedGroups(query, measures: [novel]).map(\.leftOutSeeds) == [[0, 1], [0]])
  }

  @Test func runsAndGroupsAreCountedWhateverTheirPage() throws {
    let page = HistoryQuery(sort: .measure(novel), limit: 1, offset: 1)
    #expect(try store.runCount(page) == 9 && store.seedGroupCount(page) == 4)
    #expect(try store.runCount(page, upTo: 5) == 5 && store.seedGroupCount(page, upTo: 2) == 2)
    let narrow = HistoryQuery(experiments: ["few-shot"], condition: try .sample("seed = 2"), limit: 1)
    #expect(try store.runCount(narrow) == 2 && store.seedGroupCount(narrow) == 2)
    #expect(try store.runCount(HistoryQuery(experiments: ["none"])) == 0)
  }

  @Test func theViewOverSeedsAveragesOneSpecificationAndTheLatestRunOfACell() throws {
    let groups = try store.ask(
      """
      select arm, spec_digest, runs, runs_with_value, round(mean, 6), lowest, highest from metric_over_seeds
      where name = 'AP' and subset = 'novel' order by 1, 2
      """)
    #expect(
      groups.rows == [
        ["encoder-only", "now", 2, 2, 0.3, 0.2, 0.4], ["full-transfer", "before", 1, 1, 0.9, 0.9, 0.9],
        ["full-transfer", "now", 3, 2, 0.6, 0.5, 0.7], ["vitdet", "now", 1, 0, .null, .null, .null],
      ])
  }

  @Test(.enabled(if: Scratch.hasSQLite, "no sqlite3 command"))
  func aDatabaseOfFourMigrationsGetsTheNewView() throws {
    #expect(try Scratch.sqlite(store.path, Scratch.undoLatestSeeds) != nil)
    let old = try #require(
      try Scratch.sqlite(store.path, "select runs from metric_over_seeds where arm = 'full-transfer'"))
    #expect(old == "5\n")
    let error = #expect(throws: InputError.self) { try ResultStore(path: store.path, access: .readOnly) }
    #expect(error?.found == "a result database of an older version")
    let migrated = try ResultStore(path: store.path)
    #expect(
      try migrated.ask("select runs from metric_over_seeds where arm = 'full-transfer' order by 1").rows == [[1], [3]])
  }

  @Test func theViewsSayTheSame() throws {
    try store.record(RunLabelRows(tags: ["y", "x"], note: "n"), of: "b2")
    let groups = try store.ask(
      """
      select arm, spec_digest, runs, runs_with_value, round(mean, 6), round(variance, 6) from seed_group
      where metric = 'AP' and subset = 'novel' order by 1, 2
      """)
    #expect(
      groups.rows == [
        ["encoder-only", "now", 2, 2, 0.3, 0.02], ["full-transfer", "before", 1, 1, 0.9, .null],
        ["full-transfer", "now", 3, 2, 0.6, 0.02], ["vitdet", "now", 1, 0, .null, .null],
      ])
    let tidy = try store.ask("select experiment, arm, seed, tags, metric, value from tidy_metric where run_id = 'b2'")
    #expect(tidy.rows == [["few-shot", "full-transfer", 2, "x y", "AP", 0.7]])
  }
}
