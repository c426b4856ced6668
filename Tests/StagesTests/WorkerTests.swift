import Checkpoints
import Datasets
import Detection
import FeatureStore
import Foundation
import Pipeline
import Processes
import Spec
import StrictJSON
import Testing

/// Stages run by the built worker, one by one, on small COCO folders.
@Suite("Worker", .serialized) struct WorkerTests {
  private let scratch: Scratch
  private let data: SmallData

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
  }

  @Test func baseLabelsComeByIDAndNovelOnesLastWhateverTheFilesOrder() throws {
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.singleObject))
    #expect(transfer.status == 0, "\(transfer.error)")
    // A classifier that finds label 0 likeliest, then 1, then 2, whatever it sees.
    let file = transfer.output + "/weights.safetensors"
    let tensors = try Safetensors.read(file).tensors.map { tensor -> StoredTensor in
      switch tensor.key {
      case "roi_head.bbox_head.fc_cls.weight":
        StoredTensor(key: tensor.key, shape: tensor.shape, floats: [Float](repeating: 0, count: tensor.count))
      case "roi_head.bbox_head.fc_cls.bias": StoredTensor(key: tensor.key, shape: [3], floats: [3, 2, 1])
      default: tensor
      }
    }
    try Safetensors.write(tensors, to: file)
    let predict = try data.run(.predict, SmallSpecs.predict(.singleObject), ("weights", transfer.output))
    #expect(predict.status == 0, "\(predict.error)")
    let detections = try COCODetections(file: predict.output + "/detections.json", for: data.load("test")).detections
    #expect(detections.count == 27)
    #expect(detections.prefix(3).map(\.categoryID) == [5, 9, 2])
  }

  @Test func thresholdAndLimitHoldForSingleObjectsToo() throws {
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.singleObject))
    func count(_ change: (inout EvaluationSpec) -> Void) throws -> Int {
      let run = try data.run(
        .predict, SmallSpecs.predict(.singleObject, change), ("weights", transfer.output), name: UUID().uuidString)
      return try COCODetections(file: run.output + "/detections.json", for: data.load("test")).detections.count
    }
    #expect(try count { $0.maxDetections = 2 } == 18)
    #expect(try count { $0.scoreThreshold = 1 } == 0)
  }

  @Test func fewShotStagesPassTheirWeightsOn() throws {
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    let base = try data.run(.train, SmallSpecs.train(.base, .base), ("weights", transfer.output), name: "base")
    #expect(base.status == 0, "\(base.error)")
    let fine = try data.run(
      .train,
      SmallSpecs.train(.fineTune, .all, shots: 2) { train in
        train.length = .iterations(1)
        train.lr = 1e-12
        train.weightDecay = 0
      }, ("weights", base.output), name: "fine")
    #expect(fine.status == 0, "\(fine.error)")
    func rows(_ run: WorkerRun) throws -> [Float] {
      try Checkpoint.read(run.output + "/weights.safetensors").tensor("roi_head.bbox_head.fc_cls.bias").floats()
    }
    // Base labels first, then novel, then background: the novel row lies between what was learnt.
    let (before, after) = (try rows(base), try rows(fine))
    #expect((before.count, after.count) == (3, 4))
    for (old, new) in [(0, 0), (1, 1), (2, 3)] { #expect(abs(before[old] - after[new]) < 1e-6) }
    // Two shots of each of three categories, one object a picture.
    let split = try KShotSplit(file: fine.output + "/split.json", for: data.load("train"))
    #expect(split.pictures.count == 6)
    // More pictures than a batch holds are no reason to speak of it; fewer are.
    #expect(!fine.messages.contains(.message("batches of 6 instead of 4, as there are no more pictures")))
  }

  @Test func rowsThatFineTuningDrawsAreNoneThatTheBaseTrainingBeganWith() throws {
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    func tuned(_ name: String) throws -> WorkerRun {
      let run = try data.run(
        .train,
        SmallSpecs.train(.fineTune, .all, shots: 1) { train in
          (train.length, train.lr, train.weightDecay) = (.iterations(1), 1e-12, 0)
        }, ("weights", transfer.output), name: name)
      #expect(run.status == 0, "\(run.error)")
      return run
    }
    let (fine, again) = (try tuned("fine"), try tuned("again"))
    // The novel class is the third of three, before the background; box rows are all drawn.
    for (layer, drawn) in [("fc_cls", 2..<3), ("fc_reg", 0..<12)] {
      func rows(_ run: WorkerRun) throws -> [[Float]] {
        let tensor = try Checkpoint.read(run.output + "/weights.safetensors").tensor(
          "roi_head.bbox_head.\(layer).weight")
        let (values, width) = (try tensor.floats(), tensor.shape[1])
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<($0 + width)]) }
      }
      let (before, after) = (try rows(transfer), try rows(fine))
      for row in after[drawn] {
        #expect(!before.contains { zip($0, row).allSatisfy { abs($0 - $1) < 1e-4 } }, "\(layer)")
      }
      #expect(try rows(again) == after)
    }
  }

  @Test func featuresOfSingleObjectsLeaveOutBoxesWithoutArea() throws {
    let test = try data.load("test")
    let empty = Annotation(
      id: 1000, imageID: 100, categoryID: 9, box: Box(x: 10, y: 10, width: 0, height: 5), area: nil, isCrowd: false)
    try data.save(
      COCODataset(images: test.images, categories: test.categories, annotations: test.annotations + [empty]), "test")
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.singleObject))
    let config = ExtractFeaturesConfig(
      task: .singleObject, arm: .scratch, model: SmallSpecs.model, split: .test, labelSpace: .all)
    let run = try data.run(.extractFeatures, config.json, ("weights", transfer.output))
    #expect(run.status == 0, "\(run.error)")
    let labels = try H5File(opening: run.output + "/features.h5").read("/labels", as: Int64.self)
    #expect(labels.values.count == 9)
  }

  @Test func aFileThatListsANovelCategoryFirstIsNoOrderForFineTuning() throws {
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    var model = SmallSpecs.model
    model.quirks.labelOrder = .file
    let run = try data.run(
      .train, SmallSpecs.train(.fineTune, .all, shots: 1, model: model), ("weights", transfer.output))
    #expect(run.status == 65)
    #expect(run.error.contains("\"fish\"") && run.error.contains("label_order"), "\(run.error)")
  }

  @Test func aBatchLargerThanTheShotsIsCutAndTold() throws {
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    let base = try data.run(.train, SmallSpecs.train(.base, .base), ("weights", transfer.output), name: "base")
    let fine = try data.run(
      .train, SmallSpecs.train(.fineTune, .all, shots: 1) { $0.length = .iterations(1) }, ("weights", base.output),
      name: "fine")
    #expect(fine.status == 0, "\(fine.error)")
    #expect(fine.messages.contains(.message("batches of 3 instead of 4, as there are no more pictures")))
  }

  @Test func everyLineIsAMessageAndProgressEndsAtItsTotal() throws {
    let imported = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection))
    let train = try data.run(.train, SmallSpecs.train(.base, .all), ("weights", transfer.output))
    for run in [imported, train] {
      #expect(run.status == 0, "\(run.error)")
      let others = run.messages.filter { if case .progress = $0 { false } else { true } }
      // A training ends by telling its memory.
      #expect(others.count == (run.output == train.output ? 1 : 0))
      for case .message(let text) in others { #expect(text.hasPrefix("peak memory of the process: ")) }
      #expect(others.allSatisfy { if case .message = $0 { true } else { false } })
      let last = try #require(run.progress.last)
      #expect(last.done == last.total && last.total > 0)
      for progress in run.progress { #expect(progress.done <= progress.total && !progress.unit.isEmpty) }
    }
    #expect(transfer.messages.count == 1)
  }

  @Test func dataWithoutAnythingToLearnIsRefused() throws {
    let train = try data.load("train")
    try data.save(COCODataset(images: train.images, categories: train.categories, annotations: []), "train")
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection))
    let run = try data.run(.train, SmallSpecs.train(.base, .all), ("weights", transfer.output))
    #expect(run.status == 65)
    #expect(run.error.contains("train/annotations.json") && run.error.contains("no object"), "\(run.error)")
  }

  @Test func preTrainingNeedsABatchOfPictures() throws {
    _ = try data.imported()
    func run(batch: Int, samples: Int) throws -> WorkerRun {
      var pretrain = PretrainSpec()
      (pretrain.batchSize, pretrain.samples) = (batch, samples)
      return try data.run(
        .pretrain, PretrainConfig(model: SmallSpecs.model.backbone, pretrain: pretrain).json, name: UUID().uuidString)
    }
    let pictures = try run(batch: 10, samples: 20)
    #expect(pictures.status == 65)
    #expect(pictures.error.contains("pretrain/images") && pictures.error.contains("9 pictures"), "\(pictures.error)")
    let samples = try run(batch: 8, samples: 7)
    #expect(samples.status == 65)
    #expect(samples.error.contains("7 samples"), "\(samples.error)")
    #expect(try run(batch: 8, samples: 8).status == 0)
  }

  @Test func aLossThatIsNotFiniteEndsWithABugsCodeAndSaysWhere() throws {
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection))
    let run = try data.run(
      .train,
      SmallSpecs.train(.base, .all) { train in
        train.length = .epochs(5)
        train.lr = 1e30
        train.warmupShare = 0
      }, ("weights", transfer.output))
    #expect(run.status == 70)
    #expect(run.error.contains("base training of scratch stopped at step"), "\(run.error)")
    #expect(run.error.contains("the loss is"), "\(run.error)")
  }

  @Test func pictureSizesThatDifferFromTheFileAreNamed() throws {
    try scratch.write("train/images/4.png", ImageBuffer(width: 20, height: 32).png())
    let imported = try data.imported()
    #expect(imported.status == 65)
    for text in ["train/annotations.json:", "$.images[4].width", "4.png", "20 x 32"] {
      #expect(imported.error.contains(text), "\(imported.error)")
    }
    // Pictures that changed since are found when they are opened.
    try scratch.write("train/images/4.png", ImageBuffer(width: 32, height: 32).png())
    #expect(try data.imported().status == 0)
    try scratch.write("train/images/4.png", ImageBuffer(width: 20, height: 32).png())
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection))
    let run = try data.run(.train, SmallSpecs.train(.base, .all), ("weights", transfer.output))
    #expect(run.status == 65)
    #expect(run.error.contains("train/annotations.json:") && run.error.contains("4.png"), "\(run.error)")
  }

  @Test func weightsOfAnotherModelAreRefused() throws {
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    let predict = try data.run(.predict, SmallSpecs.predict(.detection), ("weights", transfer.output))
    #expect(predict.status == 65)
    #expect(predict.error.contains("weights.safetensors") && predict.error.contains("fc_cls"), "\(predict.error)")
    try scratch.write("transfer/weights.safetensors", "not tensors".utf8)
    let torn = try data.run(.predict, SmallSpecs.predict(.detection), ("weights", transfer.output))
    #expect(torn.status == 65)
    #expect(torn.error.contains("weights.safetensors"), "\(torn.error)")
  }

  @Test func aWorkerEndsWhenItsRunnerDoes() throws {
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection))
    let request = StageRequest(
      kind: .train, key: Digest(of: "long"), config: SmallSpecs.train(.base, .all) { $0.length = .epochs(100_000) },
      inputs: [
        .init(name: "data", folder: scratch("import-data")), .init(name: "weights", folder: transfer.output),
      ], output: scratch("long"), resources: data.resources.map { .init(name: $0.0, path: $0.1) })
    let process = try ChildProcess(
      try WorkerRun.program(), [try scratch.write("long.request.json", request.json)], input: .lifeline)
    // It is at work.
    #expect(process.read(milliseconds: 60_000)?.isEmpty == false)
    #expect(process.isRunning)
    process.closeInput()
    #expect(process.wait() == .exited(75))
  }
}
