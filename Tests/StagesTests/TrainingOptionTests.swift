import Checkpoints
import Datasets
import Detection
import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// What the options of a training do to what comes out, by the built worker.
@Suite("Training options", .serialized) struct TrainingOptionTests {
  private let scratch: Scratch
  private let data: SmallData
  private let weights: String

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    #expect(try data.imported().status == 0)
    weights = try data.run(.transfer, SmallSpecs.transfer(.detection)).output
  }

  private func trained(_ change: (inout TrainSpec) -> Void) throws -> WorkerRun {
    let run = try data.run(
      .train, SmallSpecs.train(.base, .all, change), ("weights", weights), name: UUID().uuidString)
    #expect(run.status == 0, "\(run.error)")
    return run
  }

  private func pretrained(_ change: (inout PretrainSpec) -> Void) throws -> WorkerRun {
    var pretrain = PretrainSpec()
    (pretrain.batchSize, pretrain.samples, pretrain.lr) = (8, 24, 1e-3)
    change(&pretrain)
    let run = try data.run(
      .pretrain, PretrainConfig(model: SmallSpecs.model.backbone, pretrain: pretrain).json, name: UUID().uuidString)
    #expect(run.status == 0, "\(run.error)")
    return run
  }

  private func tensors(_ run: WorkerRun) throws -> [StoredTensor] {
    try Safetensors.read(run.output + "/weights.safetensors").tensors
  }

  private func largestDifference(_ a: WorkerRun, _ b: WorkerRun) throws -> Float {
    try zip(tensors(a), tensors(b)).reduce(0) { largest, pair in
      #expect(pair.0.key == pair.1.key)
      return max(largest, try zip(pair.0.floats(), pair.1.floats()).map { abs($0 - $1) }.max() ?? 0)
    }
  }

  @Test func recomputedBlocksGiveTheSameBits() throws {
    for precision in [Precision.float32, .bfloat16] {
      func run(_ recomputes: Bool) throws -> WorkerRun {
        try trained { train in
          (train.length, train.dropPath, train.precision) = (.epochs(2), 0.5, precision)
          train.optimizer.checkpointEncoder = recomputes
        }
      }
      #expect(try largestDifference(run(true), run(false)) == 0)
    }
    #expect(
      try largestDifference(pretrained { $0.optimizer.checkpointEncoder = true }, pretrained { _ in }) == 0)
  }

  @Test func aBatchInPiecesGivesTheGradientOfTheWhole() throws {
    let (whole, pieces) = (try pretrained { _ in }, try pretrained { $0.optimizer.accumulateSteps = 3 })
    let difference = try largestDifference(whole, pieces)
    // Rounding alone; Adam's first steps are of the size of the rate, 1e-3.
    #expect(difference > 0 && difference < 2e-5, "\(difference)")
    #expect(try largestDifference(whole, pretrained { $0.batchSize = 4 }) > 1e-4)
  }

  @Test func halfPrecisionTrainsAndCountsSkippedSteps() throws {
    let run = try trained { train in
      (train.length, train.precision) = (.epochs(3), .float16)
    }
    let curves = try JSONDocument(file: run.output + "/curves.json").root.object().required("curves").array()
    let names = try curves.map { try $0.object().required("name").string() }
    #expect(names.contains("skipped_steps") && names.contains("loss_cls"))
    #expect(try tensors(run).allSatisfy { try $0.floats().allSatisfy(\.isFinite) })
    #expect(try largestDifference(run, trained { $0.length = .epochs(3) }) > 0)
  }

  @Test(arguments: [
    AugmentationSpec.multiScale(.init(short: [32, 48], long: 80)),
    .multiScaleCrop(.init(short: [32, 48], long: 80), before: .init(short: [40], long: 60), part: 24...40),
    .largeScaleJitter(side: 64, scale: 0.5...1.5),
  ]) func picturesOfSeveralSizesAreTrainedOn(_ augmentation: AugmentationSpec) throws {
    try stretchTrainingPictures()
    _ = try trained { $0.augmentation = augmentation }
  }

  @Test func picturesInProportionAreTestedOn() throws {
    let test = try data.load("test")
    let predict = try data.run(
      .predict,
      SmallSpecs.predict(.detection) { evaluation in
        evaluation.testSize = TestSizeSpec(short: 40, long: 60)
      }, ("weights", weights))
    #expect(predict.status == 0, "\(predict.error)")
    let found = try COCODetections(file: predict.output + "/detections.json", for: test).detections
    #expect(!found.isEmpty)
    for detection in found { #expect(detection.box.x2 <= 32.01 && detection.box.y2 <= 32.01) }
  }

  @Test func whatIsFoundOnAPictureInProportionHangsOnNoOther() throws {
    let predict = SmallSpecs.predict(.detection) { $0.testSize = TestSizeSpec(short: 40, long: 80) }
    func found(_ name: String) throws -> [Detection] {
      #expect(try data.imported().status == 0)
      let run = try data.run(.predict, predict, ("weights", weights), name: name)
      #expect(run.status == 0, "\(run.error)")
      let all = try COCODetections(file: run.output + "/detections.json", for: data.load("test")).detections
      return all.filter { $0.imageID == 100 }
    }
    let among = try found("squares")
    #expect(!among.isEmpty)
    let old = try data.load("test")
    let images = try old.images.map { image in
      guard image.id != 100 else { return image }
      try scratch.write(
        "test/images/\(image.fileName)", ImageBuffer(width: 32, height: 64, red: 9, green: 9, blue: 9).png())
      return ImageRecord(id: image.id, fileName: image.fileName, width: 32, height: 64)
    }
    try data.save(COCODataset(images: images, categories: old.categories, annotations: old.annotations), "test")
    #expect(try found("tall ones") == among)
  }

  /// What BatchNorm has seen of two pictures, one after the other, in a step or in two.
  @Test func piecesOfABatchArePaddedForThemselves() throws {
    let old = try data.load("train")
    let images = try [(96, 34), (50, 40)].enumerated().map { place, size in
      let name = old.images[place].fileName
      let picture = ImageBuffer(width: size.0, height: size.1, red: 90, green: UInt8(60 + 90 * place), blue: 30)
      try scratch.write("train/images/\(name)", picture.png())
      return ImageRecord(id: old.images[place].id, fileName: name, width: size.0, height: size.1)
    }
    let annotations = old.annotations.prefix(2).map {
      Annotation(id: $0.id, imageID: $0.imageID, categoryID: $0.categoryID, box: Box(x: 4, y: 4, width: 14, height: 12))
    }
    try data.save(COCODataset(images: images, categories: old.categories, annotations: annotations), "train")
    #expect(try data.imported().status == 0)
    // The pyramid of the preset tiny has no batch norm.
    let model = SmallSpecs.normed
    let start = try data.run(.transfer, SmallSpecs.transfer(.detection, model: model), name: "start").output
    func statistics(_ change: (inout TrainSpec) -> Void) throws -> [StoredTensor] {
      let config = SmallSpecs.train(.base, .all, model: model) { train in
        train.augmentation = .multiScale(.init(short: [32], long: 96))
        (train.lr, train.weightDecay) = (1e-12, 0)
        change(&train)
      }
      let run = try data.run(.train, config, ("weights", start), name: UUID().uuidString)
      #expect(run.status == 0, "\(run.error)")
      return try tensors(run).filter { $0.key.hasSuffix("running_mean") || $0.key.hasSuffix("running_var") }
    }
    let pieces = try statistics { train in
      (train.length, train.batchSize, train.optimizer.accumulateSteps) = (.iterations(1), 2, 2)
    }
    let steps = try statistics { ($0.length, $0.batchSize) = (.iterations(2), 1) }
    #expect(!pieces.isEmpty && pieces.count == steps.count)
    for (piece, step) in zip(pieces, steps) {
      for (a, b) in zip(try piece.floats(), try step.floats()) { #expect(abs(a - b) <= 1e-6 * max(1, abs(b))) }
    }
  }

  @Test func smallPicturesAreLeftOutOfMultiScaleTraining() throws {
    try stretchTrainingPictures(height: 20)
    let run = try data.run(
      .train, SmallSpecs.train(.base, .all) { $0.augmentation = .multiScale(.init(short: [32], long: 80)) },
      ("weights", weights), name: "small")
    #expect(run.status == 65)
    #expect(run.error.contains("no object"), "\(run.error)")
  }

  @Test func theRuleOfFewShotsLeavesTheEncoderAlone() throws {
    let before = try Safetensors.read(weights + "/weights.safetensors").tensors
    let after = try tensors(trained { $0.layerDecayRule = .encoderAndDecoder })
    for (old, new) in zip(before, after) where !old.key.contains("running") && !old.key.contains("num_batches") {
      let isSame = try old.bytes() == new.bytes()
      if old.key.hasPrefix("backbone.") { #expect(isSame, "\(old.key)") }
      if old.key == "roi_head.bbox_head.fc_cls.bias" { #expect(!isSame) }
    }
  }

  /// Gives the training pictures another shape, wide ones and tall ones.
  private func stretchTrainingPictures(height: Int? = nil) throws {
    let old = try data.load("train")
    var images: [ImageRecord] = []
    for (number, image) in old.images.enumerated() {
      let (width, tall) = number % 2 == 0 ? (48, height ?? 36) : (40, height ?? 56)
      images.append(ImageRecord(id: image.id, fileName: image.fileName, width: width, height: tall))
      try scratch.write(
        "train/images/\(image.fileName)", ImageBuffer(width: width, height: tall, red: 90, green: 120, blue: 30).png())
    }
    let annotations = old.annotations.map {
      Annotation(
        id: $0.id, imageID: $0.imageID, categoryID: $0.categoryID, box: Box(x: 4, y: 4, width: 14, height: 12))
    }
    try data.save(COCODataset(images: images, categories: old.categories, annotations: annotations), "train")
    #expect(try data.imported().status == 0)
  }
}
