import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// Leaves a protocol card beside the measures, as the stage `evaluate` does.
private struct CardExecutor: StageExecutor {
  let card: JSONValue
  private let others = FakeExecutor()

  init(_ card: JSONValue) { self.card = card }

  func execute(
    _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
  ) throws(StageFailure) {
    try others.execute(request, log: log, cancellation: cancellation, report: report)
    guard request.kind == .evaluate else { return }
    try? card.prettyText().write(
      toFile: request.output + "/protocol.json", atomically: false, encoding: .utf8)
  }
}

@Suite("Protocol cards of runs") struct ProtocolRunTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore
  private let card: ProtocolCard

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
    let plan = try TestPlans.small()
    func config(_ kind: StageKind) throws -> JSONNode {
      let stage = try #require(plan.stages.first { $0.kind == kind })
      return JSONDocument(value: stage.config).root
    }
    card = ProtocolCard(
      shared: SharedProtocol(
        task: .detection,
        evaluated: .init(split: .test, annotations: Digest(of: "t"), pictures: 1, objects: 1, categories: 3),
        labels: .init(space: .all, order: ["bird"], base: ["bird"], novel: []), shots: nil,
        prediction: .init(try PredictConfig(config(.predict))),
        measures: .init(
          try EvaluateConfig(config(.evaluate)), maxDetections: [1, 10, 100], singleObject: "s", evaluator: "e")),
      own: OwnProtocol(seed: 0, shots: nil, trainAnnotations: Digest(of: "train")))
  }

  private func run(_ executor: any StageExecutor, recorder: NotingRecorder? = nil) throws -> RunSummary {
    try Runner(plan: try TestPlans.small(), store: store, executor: executor)
      .run(observer: NotingObserver(), recorder: recorder)
  }

  @Test func aRunNamesTheProtocolOfItsMeasures() throws {
    let recorder = NotingRecorder()
    let summary = try run(CardExecutor(card.json), recorder: recorder)
    #expect(summary.runs.map(\.protocolDigest) == [card.shared.digest])
    #expect(recorder.records.map(\.protocolCard) == [card])
    let file = try #require(try RunFolders(root: folder.path).runs.first)
    #expect(file.json["protocol"] == .string(card.shared.digest.hex))
    #expect(try RunRecord(file, in: store) == recorder.records[0])
  }

  @Test func runsOfOlderProgramsHaveNone() throws {
    let recorder = NotingRecorder()
    let summary = try run(FakeExecutor(), recorder: recorder)
    #expect(summary.runs.map(\.protocolDigest) == [nil])
    #expect(recorder.records[0].protocolCard == nil && recorder.records[0].metrics.count == 2)
    #expect(try RunFolders(root: folder.path).runs.first?.json["protocol"] == nil)
  }

  @Test func aCardThatCannotBeReadFailsItsRun() throws {
    #expect(try run(CardExecutor(["format": "imted-bench/protocol/1"])).runs.map(\.status) == [.failed])
  }

  @Test func anArtifactKnowsWhatItWasMadeFrom() throws {
    _ = try run(FakeExecutor())
    let plan = try TestPlans.small()
    let keys = plan.stages.map(\.key)
    let measures = try StoredArtifact(folder: store.folder(of: keys[5]))
    #expect(measures.record.kind == .evaluate)
    let trained = try measures.input("detections").input("weights")
    #expect(trained.record.key == keys[3] && trained.folder == store.folder(of: keys[3]))
    #expect(throws: InputError.self) { try measures.input("weights") }
    try FileManager.default.removeItem(atPath: trained.folder)
    let error = #expect(throws: InputError.self) { try measures.input("detections").input("weights") }
    #expect(error?.file?.hasPrefix(trained.folder) == true)
  }
}
