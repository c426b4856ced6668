import Foundation
import ResultStore
import StrictJSON
import Testing

@Suite struct QueryTests {
  let scratch: Scratch
  let store: ResultStore

  init() throws {
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(.sample("few-shot"))
    try store.record(
      ExperimentRow(id: "occ-1", name: "occlusion", digest: "d", specJSON: "{}", createdAt: "t"))
    let aps: [(String, Int, Double?)] = [
      ("full-transfer", 0, 0.30), ("full-transfer", 1, nil), ("encoder-only", 0, 0.25),
      ("encoder-only", 1, 0.20),
    ]
    try store.record(
      aps.enumerated().map { index, entry in
        RunRecord(
          run: .sample(
            "run-\(index)", arm: entry.0, seed: entry.1, startedAt: "2026-01-0\(index + 1)T00:00:00Z",
            wallSeconds: Double(10 - index)),
          metrics: [
            MetricRow(name: "AP", subset: "novel", value: entry.2, n: 7),
            MetricRow(name: "AP", subset: "all", value: 0.9, n: 70),
          ])
      })
    try store.record(
      RunRow.sample("occ", experiment: "occ-1", arm: "scratch", shots: nil, seed: 5, status: .failed))
  }

  static let plainJoin =
    "select arm, seed, value from metric join run on run.id = metric.run_id where metric.name = \"AP\" and "
    + "subset = \"novel\""

  @Test func thePlainJoinGivesOneRowARun() throws {
    let answer = try store.ask(Self.plainJoin + " order by arm, seed")
    #expect(answer.columns == ["arm", "seed", "value"])
    #expect(
      answer.rows == [
        ["encoder-only", 0, 0.25], ["encoder-only", 1, 0.2], ["full-transfer", 0, 0.3],
        ["full-transfer", 1, .null],
      ])
  }

  // From version 3.41 on, SQLite's shell takes double quotes for names only.
  @Test(.enabled(if: Scratch.shellTakesDoubleQuotes, "no sqlite3 command that takes double-quoted text"))
  func thePlainJoinWorksInTheShell() throws {
    #expect(
      try Scratch.sqlite(store.path, Self.plainJoin + " order by arm, seed") == """
        encoder-only|0|0.25
        encoder-only|1|0.2
        full-transfer|0|0.3
        full-transfer|1|

        """)
  }

  @Test func aQuestionCannotChangeAnything() throws {
    for sql in ["delete from run", "select 1; select 2", "select from", "drop view metric_by_run", ""] {
      let error = #expect(throws: InputError.self, "\(sql)") { try store.ask(sql) }
      #expect(error?.file == store.path)
    }
    #expect(try store.ask("select count(*) as runs from run").rows == [[5]])
  }

  @Test(.enabled(if: Scratch.hasSQLite, "no sqlite3 command")) func theViewsAnswer() throws {
    #expect(
      try Scratch.sqlite(
        store.path, "select arm, runs, runs_with_value, mean from metric_over_seeds where subset = 'novel'")
        == "encoder-only|2|2|0.225\nfull-transfer|2|1|0.3\n")
    #expect(
      try Scratch.sqlite(
        store.path, "select * from metric_by_run where run_id = 'run-1' and subset = 'novel'")
        == "run-1|few-shot||full-transfer|10|1|finished|AP|novel|bbox||7\n")
  }

  @Test func aHistoryIsFilteredByEachField() throws {
    func ids(_ query: HistoryQuery) throws -> [String] { try store.history(query).map(\.id) }
    #expect(try ids(HistoryQuery()) == ["run-3", "run-2", "run-1", "run-0", "occ"])
    #expect(try ids(HistoryQuery(experiments: ["occlusion"])) == ["occ"])
    #expect(try ids(HistoryQuery(experiments: ["occ-1", "nothing"])) == ["occ"])
    #expect(
      try ids(HistoryQuery(arms: ["scratch", "encoder-only"], sort: .id)) == ["run-3", "run-2", "occ"])
    #expect(
      try ids(HistoryQuery(shots: [10], seeds: [1], sort: .id, descending: false)) == ["run-1", "run-3"])
    #expect(try ids(HistoryQuery(statuses: [.failed, .running])) == ["occ"])
    #expect(try ids(HistoryQuery(idPrefix: "run-", limit: 2, offset: 1)) == ["run-2", "run-1"])
    #expect(try ids(HistoryQuery(idPrefix: "%")) == [])
    #expect(try ids(HistoryQuery(condition: .sample("wall_seconds > 8 -- slow ones"))) == ["run-1", "run-0"])
    #expect(try ids(HistoryQuery(condition: .sample("seed = 0 or seed = 5"), limit: 0)) == [])
  }

  @Test func aHistoryIsOrderedByFieldsAndMetrics() throws {
    func ids(_ sort: HistoryQuery.Sort, descending: Bool) throws -> [String] {
      try store.history(HistoryQuery(sort: sort, descending: descending)).map(\.id)
    }
    #expect(try ids(.wallSeconds, descending: false) == ["run-3", "run-2", "run-1", "run-0", "occ"])
    #expect(try ids(.cell, descending: false) == ["run-2", "run-3", "run-0", "run-1", "occ"])
    let novel = HistoryQuery.Sort.measure(Measure(name: "AP", subset: "novel"))
    #expect(try ids(novel, descending: true) == ["run-0", "run-2", "run-3", "occ", "run-1"])
    #expect(try ids(novel, descending: false) == ["run-3", "run-2", "run-0", "occ", "run-1"])
  }

  @Test func aPageSortedByAMeasureIsTheSameHoweverManyRunsHaveIt() throws {
    func ids(_ limit: Int?, _ offset: Int) throws -> [String] {
      try store.history(
        HistoryQuery(sort: .measure(Measure(name: "AP", subset: "novel")), limit: limit, offset: offset)
      ).map(\.id)
    }
    let all = try ids(nil, 0)
    for limit in 1...6 {
      for offset in 0...5 { #expect(try ids(limit, offset) == Array(all.dropFirst(offset).prefix(limit))) }
    }
  }

  @Test func metricsCarryTheirCell() throws {
    let metrics = try store.metrics(experiment: "few-shot")
    #expect(metrics.count == 8)
    #expect(
      metrics[3]
        == RunMetric(
          runID: "run-1", arm: "full-transfer", shots: 10, seed: 1, status: .finished,
          metric: MetricRow(name: "AP", subset: "novel", value: nil, n: 7)))
    #expect(try store.metrics(experiment: "few-shot", specDigest: "another").isEmpty)
    #expect(try store.metrics(runIDs: ["run-2", "unknown", "occ"]) == Array(metrics[4..<6]))
    #expect(try store.metrics(runIDs: []).isEmpty)
    let novel = [Measure(name: "AP", subset: "novel"), Measure(name: "AP50", subset: "novel")]
    #expect(try store.metrics(runIDs: ["run-2", "run-1"], measures: novel) == [metrics[3], metrics[5]])
    #expect(try store.metrics(runIDs: ["run-2"], measures: []).isEmpty)
  }

  @Test func ofAThousandRunsOnePageIsRead() throws {
    try store.record(
      (0..<1000).map { index in
        RunRecord(
          run: .sample("many-\(index)", seed: index),
          metrics: (0..<20).map { MetricRow(name: "AP\($0)", subset: "novel", value: 0.5, n: 1) })
      })
    let arms = HistoryQuery(arms: ["full-transfer"])
    let all = try store.history(arms)
    #expect(all.count >= 1000)
    var page = arms
    page.limit = 50
    #expect(try store.history(page) == Array(all.prefix(50)))
  }
}
