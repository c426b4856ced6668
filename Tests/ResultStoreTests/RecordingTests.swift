import Foundation
import ResultStore
import StrictJSON
import Testing

@Suite struct RecordingTests {
  let scratch: Scratch
  let store: ResultStore

  init() throws {
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(.sample())
  }

  @Test func aRunComesBackWithAllThatBelongsToIt() throws {
    let full = RunRow(
      id: "r1", experiment: "few-shot", specDigest: "d1", arm: "full-transfer", shots: 10, seed: 2,
      status: .failed,
      startedAt: "2026-01-02T03:04:05Z", finishedAt: "2026-01-02T03:05:05Z", wallSeconds: 60.5,
      machine: "lab",
      threads: 2, device: "cuda:0", commitID: "abc", message: "Größe's \"quote\"; drop table run")
    let stages = [
      RunStage(
        role: "train",
        stage: StageRow(
          key: "k2", kind: "train", version: 1, configJSON: "{}", startedAt: "a", finishedAt: "b",
          wallSeconds: 1,
          machine: "lab", threads: 2, device: "cpu", artifactBytes: 1 << 40)),
      RunStage(role: "data", stage: StageRow(key: "k1", kind: "compose-data")),
    ]
    let record = RunRecord(
      run: full, stages: stages,
      metrics: [
        MetricRow(name: "AP", subset: "all", value: 0.158, n: 500),
        MetricRow(name: "AP", subset: "novel", value: nil, n: 0),
        MetricRow(name: "AP", subset: "novel", iouType: "segm", value: 0, n: 3),
      ],
      classMetrics: [ClassMetricRow(category: "bird", subset: "all", value: 0.2, n: 40)],
      curves: [
        CurvePoint(stage: "train", name: "loss", step: 0, value: 2.5),
        CurvePoint(stage: "train", name: "loss", step: 10, value: .nan),
        CurvePoint(stage: "train", name: "loss", step: 20, value: .infinity),
      ])
    try store.record([record])
    var expected = record
    expected.curves[1].value = nil
    expected.curves[2].value = nil
    #expect(try store.record(of: "r1") == expected)
    #expect(try store.record(of: "r2") == nil)
  }

  @Test func recordingARunAgainReplacesWhatBelongedToIt() throws {
    let first = RunRecord(
      run: .sample("r1", status: .running),
      stages: [RunStage(role: "train", stage: StageRow(key: "k1", kind: "train"))],
      metrics: [
        MetricRow(name: "AP", subset: "all", value: 0.1, n: 5),
        MetricRow(name: "AP50", subset: "all", value: 0.2, n: 5),
      ],
      curves: [CurvePoint(stage: "train", name: "loss", step: 1, value: 1)])
    let second = RunRecord(
      run: .sample("r1"), metrics: [MetricRow(name: "AP", subset: "all", value: 0.3, n: 6)])
    try store.record([first, RunRecord(run: .sample("other"), metrics: first.metrics)])
    try store.record([second])
    #expect(try store.record(of: "r1") == second)
    #expect(try store.record(of: "other")?.metrics == first.metrics)
  }

  @Test func theStateOfARunChangesAlone() throws {
    let metrics = [MetricRow(name: "AP", subset: "all", value: 0.1, n: 5)]
    try store.record([RunRecord(run: .sample("r1", status: .running), metrics: metrics)])
    try store.record(RunRow.sample("r1", status: .finished))
    #expect(try store.record(of: "r1") == RunRecord(run: .sample("r1"), metrics: metrics))
  }

  @Test func anExperimentKeepsItsFirstTimeAndItsRuns() throws {
    try store.record(RunRow.sample("r1"))
    var again = ExperimentRow.sample(digest: "d2")
    again.createdAt = "2027-01-01T00:00:00Z"
    try store.record(again)
    again.createdAt = ExperimentRow.sample().createdAt
    #expect(try store.experiments() == [again])
    #expect(try store.history().map(\.id) == ["r1"])
  }

  @Test func oneBadRecordLeavesNothingOfItsTransaction() throws {
    let good = RunRecord(run: .sample("good"))
    let twice = [
      MetricRow(name: "AP", subset: "all", value: 0.1, n: 5),
      MetricRow(name: "AP", subset: "all", value: 0.2, n: 5),
    ]
    #expect(throws: InputError.self) {
      try store.record([good, RunRecord(run: .sample("bad"), metrics: twice)])
    }
    #expect(throws: InputError.self) {
      try store.record([good, RunRecord(run: .sample("bad", experiment: "unknown"))])
    }
    let unreal = [MetricRow(name: "AP", subset: "novel", value: .nan, n: 5)]
    let error = #expect(throws: InputError.self) {
      try store.record([good, RunRecord(run: .sample("bad"), metrics: unreal)])
    }
    #expect(error?.found == "nan for AP of novel in run bad")
    #expect(error?.file == store.path)
    #expect(try store.history().isEmpty)
  }

  @Test func replacingAllByNothingLeavesAnEmptyDatabase() throws {
    try store.record([
      RunRecord(
        run: .sample("r1"), stages: [RunStage(role: "train", stage: StageRow(key: "k", kind: "train"))])
    ])
    try store.replaceAll([], [])
    #expect(try store.experiments().isEmpty)
    #expect(try store.history().isEmpty)
    try store.record(.sample())
    try store.record(RunRow.sample("r1"))
    #expect(try store.record(of: "r1") == RunRecord(run: .sample("r1")))
  }

  /// The large tables are dropped and made anew on the way.
  @Test func replacingAllLeavesTheTablesAndIndexesAsTheyWere() throws {
    let metrics = [MetricRow(name: "AP", subset: "all", value: 0.1, n: 5)]
    try store.record([RunRecord(run: .sample("old"), metrics: metrics)])
    func tables() throws -> String? {
      try Scratch.sqlite(store.path, "SELECT name, sql FROM sqlite_master ORDER BY type, name")
    }
    let before = try tables()
    let record = RunRecord(run: .sample("new"), metrics: metrics)
    try store.replaceAll([.sample()], [record])
    #expect(try tables() == before)
    #expect(try store.history().map(\.id) == ["new"])
    #expect(try store.record(of: "new") == record)
    // What fails on the way, even after the tables were dropped, leaves all as it was.
    #expect(throws: InputError.self) {
      try store.replaceAll([.sample()], [RunRecord(run: .sample("bad"), metrics: metrics + metrics)])
    }
    #expect(try tables() == before)
    #expect(try store.record(of: "new") == record)
    _ = try ResultStore(path: store.path)
  }

  @Test func manyWritersLoseNothing() async throws {
    let path = store.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<16 {
        group.addTask {
          let store = try ResultStore(path: path)
          for seed in 0..<5 { try store.record(RunRow.sample("\(writer)-\(seed)", seed: seed)) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.history().count == 80)
  }
}
