import Checkpoints
import Datasets
import Detection
import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// Training stages that read lists instead of drawing.
@Suite("TrainingPictures", .serialized) struct TrainingPicturesTests {
  private let scratch: Scratch
  private let data: SmallData

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    try #require(try data.imported().status == 0)
  }

  /// The last picture of each category, as FsDet's lists have it.
  private func writeLists() throws {
    let train = try data.load("train")
    for category in SmallData.categories {
      let object = try #require(train.annotations.last { $0.categoryID == category.id })
      let list = COCODataset(
        images: train.images.filter { $0.id == object.imageID }, categories: train.categories, annotations: [object])
      try FileManager.default.createDirectory(atPath: scratch("lists"), withIntermediateDirectories: true)
      try list.write(to: scratch("lists/full_box_1shot_\(category.name)_trainval.json"))
    }
  }

  private func config(
    _ phase: TrainConfig.Phase, _ space: LabelSpace, _ change: (inout TrainConfig) -> Void = { _ in }
  ) throws -> JSONValue {
    let text = SmallSpecs.train(phase, space, shots: phase == .fineTune ? 1 : nil) { train in
      (train.length, train.lr, train.weightDecay) =
        (phase == .fineTune ? .iterations(1) : .epochs(1), 1e-12, 0)
    }
    var config = try TrainConfig(JSONDocument(value: text).root)
    change(&config)
    return config.json
  }

  private func train(_ config: JSONValue, _ weights: WorkerRun, _ name: String) throws -> WorkerRun {
    try WorkerRun(
      .train, config, inputs: [("data", scratch("import-data")), ("weights", weights.output)],
      resources: data.resources + [("shots", scratch("lists")), ("train.ids", scratch("ids.json"))], in: scratch,
      name: name)
  }

  private func base(_ ids: String? = nil) throws -> WorkerRun {
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    let config = try config(.base, .base) { config in
      if ids != nil { config.imageIDs = ImageIDsConfig(content: Digest(of: "ids")) }
    }
    if let ids { try scratch.write("ids.json", ids.utf8) }
    return try train(config, transfer, "base")
  }

  @Test(arguments: [LabelSpace.all, .novel]) func shotsAreReadFromListsForEachSetting(_ space: LabelSpace) throws {
    try writeLists()
    let base = try base()
    #expect(base.status == 0, "\(base.error)")
    let fine = try train(
      config(.fineTune, space) {
        $0.shotList = ShotListConfig(format: .fsdetCOCO, boxRecords: .oneBox, seed: 3, content: Digest(of: "lists"))
      }, base, "fine")
    #expect(fine.status == 0, "\(fine.error)")
    let split = try KShotSplit(file: fine.output + "/split.json", for: data.load("train"))
    #expect(split.categories == (space == .all ? ["bird", "fish", "ant"] : ["fish"]) && split.seed == 3)
    #expect(split.pictures.flatMap(\.annotationIDs).sorted() == (space == .all ? [7, 8, 9] : [8]))
    func rows(_ run: WorkerRun) throws -> [Float] {
      try Checkpoint.read(run.output + "/weights.safetensors").tensor("roi_head.bbox_head.fc_cls.bias").floats()
    }
    // Alone, the novel row is drawn and the background row is the base model's.
    let (before, after) = (try rows(base), try rows(fine))
    #expect(after.count == (space == .all ? 4 : 2))
    #expect(abs((before.last ?? 1) - (after.last ?? 2)) < 1e-6)
  }

  @Test func seedsThatShareASupportSetAreTunedOnTheSamePictures() throws {
    let base = try base()
    func split(seed: Int, shotSeed: Int?) throws -> KShotSplit {
      let run = try train(
        config(.fineTune, .all) { ($0.seed, $0.shotSeed) = (seed, shotSeed) }, base, "\(seed) \(shotSeed ?? -1)")
      #expect(run.status == 0, "\(run.error)")
      return try KShotSplit(file: run.output + "/split.json", for: data.load("train"))
    }
    let own = try (0..<4).map { try split(seed: $0, shotSeed: nil) }
    let other = try #require(own.indices.first { own[$0].pictures != own[0].pictures })
    #expect(try split(seed: other, shotSeed: 0) == own[0])
    #expect(try split(seed: 0, shotSeed: other) == own[other])
  }

  @Test func aListOfAnotherNumberOfShotsIsRefused() throws {
    try writeLists()
    let base = try base()
    let file = scratch("lists/full_box_1shot_ant_trainval.json")
    let list = try COCODataset(file: file)
    try COCODataset(images: list.images, categories: list.categories, annotations: []).write(to: file)
    let fine = try train(
      config(.fineTune, .all) {
        $0.shotList = ShotListConfig(format: .fsdetCOCO, boxRecords: .merged, seed: 0, content: Digest(of: "lists"))
      }, base, "fine")
    #expect(fine.status == 65)
    #expect(fine.error.contains(file) && fine.error.contains("0 boxes of \"ant\""), "\(fine.error)")
  }

  @Test func baseTrainingSeesListedPicturesOnly() throws {
    let run = try base("[100, 102]")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.messages.contains(.message("batches of 2 instead of 4, as there are no more pictures")))
    let other = try base("[100, 17]")
    #expect(other.status == 65 && other.error.contains("ids.json") && other.error.contains("$[1]"), "\(other.error)")
  }
}
