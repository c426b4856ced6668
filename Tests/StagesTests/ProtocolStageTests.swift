import Datasets
import Detection
import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// The protocol card that the stage `evaluate` leaves, from the records of the stages before it.
@Suite("Protocol cards", .serialized) struct ProtocolStageTests {
  private let scratch: Scratch
  private let data: SmallData
  private let lists: ShotListConfig

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    #expect(try data.imported().status == 0)
    // One box of each category, on three pictures.
    let train = try data.load("train")
    let shots = COCODataset(
      images: Array(train.images.prefix(3)), categories: train.categories,
      annotations: Array(train.annotations.prefix(3)))
    try shots.write(to: scratch("shots.json"))
    lists = ShotListConfig(format: .merged, boxRecords: .oneBox, seed: 7, content: Digest(of: "lists"))
  }

  private func folder(_ name: String) -> String {
    let key = Digest(of: name).hex
    return "objects/\(key.prefix(2))/\(key)"
  }

  /// Writes the record of an artifact as the runner does.
  private func record(_ name: String, _ kind: StageKind, _ config: JSONValue, from input: String?) throws {
    try scratch.write(
      folder(name) + "/stage.json",
      [
        "format": .string(StageRecord.format), "key": .string(Digest(of: name).hex), "kind": .string(kind.rawValue),
        "version": 1, "config": config,
        "inputs": input.map { ["weights": .string(Digest(of: $0).hex)] } ?? [:], "environment": [:],
        "execution": [:], "started_at": "a", "finished_at": "b", "wall_seconds": 0, "files": [],
      ])
  }

  /// Evaluates detections of a model that was fine-tuned on one shot.
  private func evaluate(
    lists: ShotListConfig?, resources: [(String, String)] = [], change: () throws -> Void = {}
  ) throws -> WorkerRun {
    func train(_ phase: TrainConfig.Phase, _ space: LabelSpace) -> JSONValue {
      TrainConfig(
        phase: phase, arm: .scratch, model: SmallSpecs.model, train: TrainSpec(), seed: 4,
        shots: phase == .fineTune ? 1 : nil, labelSpace: space, shotList: phase == .fineTune ? lists : nil,
        imageIDs: phase == .base ? ImageIDsConfig(content: Digest(of: "ids")) : nil
      ).json
    }
    try record("base", .train, train(.base, .base), from: nil)
    try record("tuned", .train, train(.fineTune, .all), from: "base")
    try record("found", .predict, SmallSpecs.predict(.detection) { $0.maxDetections = 50 }, from: "tuned")
    let split = KShotSplit(
      shots: 1, seed: 4, categories: ["bird", "fish", "ant"],
      pictures: (0..<3).map { .init(imageID: 100 + $0, annotationIDs: [$0 + 1]) })
    try split.write(to: scratch(folder("tuned") + "/split.json"))
    try COCODetections([]).write(to: scratch(folder("found") + "/detections.json"))
    try change()
    let config = EvaluateConfig(
      task: .detection, split: .test, subsets: [Subset(scope: .all), Subset(scope: .novel, occlusion: .occluded)],
      labelSpace: .all, occlusionLists: [(.occluded, Digest(of: "hidden"))])
    try OcclusionList([.init(id: 2, image: "1.png", category: "fish")]).write(to: scratch("hidden.json"))
    return try WorkerRun(
      .evaluate, config.json, inputs: [("data", scratch("import-data")), ("detections", scratch(folder("found")))],
      resources: data.resources + [("occlusion.occluded", scratch("hidden.json"))] + resources, in: scratch)
  }

  private func card(_ run: WorkerRun) throws -> ProtocolCard {
    #expect(run.status == 0, "\(run.error)")
    return try ProtocolCard(file: run.output + "/protocol.json")
  }

  @Test func theCardTellsWhatWasReadAndHow() throws {
    let card = try card(evaluate(lists: lists, resources: [("shots", scratch("shots.json"))]))
    let shared = card.shared
    #expect(
      shared.evaluated
        == .init(
          split: .test, annotations: try Digest(ofFile: scratch("test/annotations.json")), pictures: 9, objects: 9,
          categories: 3))
    #expect(
      shared.labels == .init(space: .all, order: ["ant", "bird", "fish"], base: ["ant", "bird"], novel: ["fish"]))
    #expect(shared.shots == .init(setting: .generalized, lists: .init(format: .merged, boxRecords: .oneBox)))
    #expect(shared.prediction.scoreThreshold == 0 && shared.prediction.maxDetections == 50)
    #expect(shared.prediction.squareSide == 32 && shared.prediction.testSize == nil)
    #expect(shared.measures.maxDetections == [1, 10, 100] && shared.measures.singleObject == nil)
    #expect(shared.measures.occlusion.map(\.list) == [Digest(of: "hidden")])
    #expect(card.own.seed == 4 && card.own.shots == 1 && card.own.shotList == lists)
    #expect(card.own.imageIDs == ImageIDsConfig(content: Digest(of: "ids")))
    #expect(card.own.trainAnnotations == (try Digest(ofFile: scratch("train/annotations.json"))))
    #expect(
      card.own.support
        == .init(
          list: try Digest(ofFile: scratch(folder("tuned") + "/split.json")), pictures: 3, evaluatedPictures: 0))
    #expect(!card.json.canonicalText.contains(scratch.path))
  }

  @Test(arguments: [true, false]) func supportPicturesThatAreEvaluatedAreCounted(areListed: Bool) throws {
    let run = try evaluate(
      lists: areListed ? lists : nil, resources: areListed ? [("shots", scratch("shots.json"))] : []
    ) {
      try FileManager.default.removeItem(atPath: scratch("train/images/1.png"))
      try FileManager.default.copyItem(atPath: scratch("test/images/1.png"), toPath: scratch("train/images/1.png"))
    }
    let card = try card(run)
    #expect(card.own.support?.evaluatedPictures == 1)
    #expect((card.shared.shots?.lists == nil) == !areListed)
  }

  @Test func listsThatCannotBeFoundAreNotClaimedToBeChecked() throws {
    let card = try card(evaluate(lists: lists))
    #expect(card.own.support?.pictures == 3 && card.own.support?.evaluatedPictures == nil)
  }

  @Test func withoutTheStagesBeforeThereAreMeasuresButNoCard() throws {
    let run = try evaluate(lists: nil) { try FileManager.default.removeItem(atPath: scratch(folder("base"))) }
    #expect(run.status == 0, "\(run.error)")
    #expect(FileManager.default.fileExists(atPath: run.output + "/metrics.json"))
    #expect(!FileManager.default.fileExists(atPath: run.output + "/protocol.json"))
    let said = run.messages.contains { message in
      if case .message(let text) = message { text.contains("no protocol card") } else { false }
    }
    #expect(said)
  }
}
