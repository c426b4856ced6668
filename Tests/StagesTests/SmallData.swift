import Datasets
import Detection
import Foundation
import Pipeline
import Processes
import Spec
import StrictJSON

/// COCO folders drawn in code: one coloured square a picture, in three categories whose ids and order are all but
/// their names' order.
struct SmallData {
  /// In the file's order. `fish` is novel.
  static let categories = [Category(id: 9, name: "bird"), Category(id: 2, name: "fish"), Category(id: 5, name: "ant")]
  static let side = 32
  let scratch: Scratch
  private let hasMasks: Bool

  /// Writes the splits `train` and `test`, and pictures to pre-train on; with masks, each object covers the upper half of
  /// its box, which is then no longer the tightest.
  init(in scratch: Scratch, masks: Bool = false) throws {
    self.scratch = scratch
    hasMasks = masks
    for (number, split) in ["pretrain", "train", "test"].enumerated() { try write(split, shift: number) }
  }

  private func write(_ split: String, shift: Int) throws {
    var images: [ImageRecord] = []
    var annotations: [Annotation] = []
    for number in 0..<9 {
      let category = Self.categories[number % 3]
      let box = Box(x: Double(2 + number + shift), y: Double(3 + number), width: 16, height: 12)
      images.append(ImageRecord(id: 100 + number, fileName: "\(number).png", width: Self.side, height: Self.side))
      annotations.append(
        Annotation(
          id: number + 1, imageID: 100 + number, categoryID: category.id, box: box, area: nil, isCrowd: false,
          mask: hasMasks ? Self.upperHalf(box) : nil))
      try scratch.write("\(split)/images/\(number).png", Self.picture(box, category.id).png())
    }
    try save(COCODataset(images: images, categories: Self.categories, annotations: annotations), split)
  }

  private static func upperHalf(_ box: Box) -> RLE {
    let corners = [box.x1, box.y1, box.x2, box.y1, box.x2, box.y1 + box.height / 2, box.x1, box.y1 + box.height / 2]
    return RLE(polygons: [corners], height: side, width: side)
  }

  private static func picture(_ box: Box, _ category: Int) -> ImageBuffer {
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        let isInside = Double(x) >= box.x1 && Double(x) < box.x2 && Double(y) >= box.y1 && Double(y) < box.y2
        pixels += isInside ? [UInt8(category * 25), 200, 30] : [90, UInt8(x * 5), UInt8(y * 5)]
      }
    }
    return ImageBuffer(width: side, height: side, pixels: pixels)
  }

  /// Reads a split's annotations.
  func load(_ split: String) throws -> COCODataset {
    try COCODataset(file: scratch("\(split)/annotations.json"), masks: hasMasks)
  }

  /// Writes a split's annotations.
  func save(_ dataset: COCODataset, _ split: String) throws {
    try dataset.write(to: scratch("\(split)/annotations.json"))
  }

  /// The paths as the runner hands them to each stage.
  var resources: [(String, String)] {
    [
      ("pretrain.images", scratch("pretrain/images")), ("train.images", scratch("train/images")),
      ("train.annotations", scratch("train/annotations.json")), ("test.images", scratch("test/images")),
      ("test.annotations", scratch("test/annotations.json")),
    ]
  }

  /// Runs the stage `import-data`.
  func imported(novel: [String] = ["fish"]) throws -> WorkerRun {
    let digest = Digest(of: "content")
    let content = ImportDataConfig.Content(images: digest, annotations: digest)
    let config = ImportDataConfig(
      splits: [(.pretrain, .init(images: digest, annotations: nil)), (.train, content), (.test, content)],
      novelCategories: novel)
    return try WorkerRun(.importData, config.json, resources: resources, in: scratch)
  }

  /// Runs a stage on the imported data.
  func run(
    _ kind: StageKind, _ config: JSONValue, _ inputs: (String, String)..., name: String? = nil,
    checkpoints: String? = nil, ending: ((ChildProcess) -> Void)? = nil
  ) throws -> WorkerRun {
    try WorkerRun(
      kind, config, inputs: [("data", scratch("import-data"))] + inputs, resources: resources, in: scratch, name: name,
      checkpoints: checkpoints, ending: ending)
  }
}

/// The smallest models and trainings.
enum SmallSpecs {
  static let model: ModelSpec = {
    var model = ModelSpec(.tiny)
    model.backbone = BackboneSpec(
      imageSize: 32, patchSize: 8, encoder: TransformerSize(width: 16, depth: 1, heads: 2),
      decoder: TransformerSize(width: 16, depth: 1, heads: 2))
    (model.pyramidChannels, model.roiSize, model.fcWidth) = (8, 2, 16)
    // The small data's files list their categories mixed.
    model.quirks.labelOrder = .declared
    return model
  }()

  /// As small, with the pyramid of the paper's presets, whose finest level has a batch norm.
  static let normed: ModelSpec = {
    var normed = ModelSpec(.vitSmall)
    (normed.backbone, normed.pyramidChannels) = (model.backbone, model.pyramidChannels)
    (normed.roiSize, normed.fcWidth, normed.quirks.labelOrder) = (model.roiSize, model.fcWidth, .declared)
    normed.backbone.patchSize = 16
    return normed
  }()

  static func transfer(
    _ task: LearningTask, _ space: LabelSpace = .all, model: ModelSpec = Self.model
  ) -> JSONValue {
    TransferConfig(arm: .scratch, task: task, model: model, seed: 0, labelSpace: space, categoryCount: nil).json
  }

  static func train(
    _ phase: TrainConfig.Phase, _ space: LabelSpace, shots: Int? = nil, model: ModelSpec = Self.model,
    _ change: (inout TrainSpec) -> Void = { _ in }
  ) -> JSONValue {
    var train = TrainSpec()
    (train.length, train.batchSize) = (.epochs(1), 4)
    change(&train)
    return TrainConfig(
      phase: phase, arm: .scratch, model: model, train: train, seed: 0, shots: shots, labelSpace: space
    ).json
  }

  static func predict(
    _ task: LearningTask, model: ModelSpec = Self.model, _ change: (inout EvaluationSpec) -> Void = { _ in }
  ) -> JSONValue {
    var evaluation = EvaluationSpec()
    evaluation.scoreThreshold = 0
    change(&evaluation)
    return PredictConfig(task: task, arm: .scratch, model: model, evaluation: evaluation, labelSpace: .all).json
  }
}
