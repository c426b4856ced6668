import Checkpoints
import Datasets
import Detection
import Models
import Pipeline
import Spec
import StrictJSON
import Testing

/// Arms from the pre-trained model to detections, by the built worker.
@Suite("Arms in stages", .serialized) struct ArmStagesTests {
  private let scratch: Scratch
  private let data: SmallData

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    _ = try data.imported()
  }

  private func pretrained() throws -> String {
    var pretrain = PretrainSpec()
    (pretrain.batchSize, pretrain.samples) = (4, 4)
    return try data.run(.pretrain, PretrainConfig(model: SmallSpecs.model.backbone, pretrain: pretrain).json).output
  }

  private func transfer(_ arm: Spec.Arm, _ task: LearningTask, from pretrained: String) throws -> WorkerRun {
    try data.run(
      .transfer,
      TransferConfig(arm: arm, task: task, model: SmallSpecs.model, seed: 0, labelSpace: .all, categoryCount: nil).json,
      ("pretrained", pretrained), name: "transfer-\(arm.rawValue)")
  }

  @Test func armsAreProvenAndNewHeadsTrainAndPredict() throws {
    let source = try pretrained()
    for arm in [Spec.Arm.decoderOnFPN, .fullTransferSingleScale, .fcOnEncoder, .encoderOnlyConvolutional] {
      let start = try transfer(arm, .detection, from: source)
      #expect(start.status == 0, "\(start.error)")
      let proof = try TransferProof(JSONDocument(file: start.output + "/transfer.json").root)
      #expect(proof.derived?.rawValue == arm.rawValue)
      #expect(proof.features == Models.Arm(rawValue: arm.rawValue)?.features)
      guard arm == .fcOnEncoder || arm == .encoderOnlyConvolutional else { continue }
      var train = TrainSpec()
      (train.length, train.batchSize) = (.epochs(1), 4)
      let trained = try data.run(
        .train,
        TrainConfig(
          phase: .base, arm: arm, model: SmallSpecs.model, train: train, seed: 0, shots: nil, labelSpace: .all
        ).json, ("weights", start.output), name: "train-\(arm.rawValue)")
      #expect(trained.status == 0, "\(trained.error)")
      let found = try data.run(
        .predict,
        PredictConfig(
          task: .detection, arm: arm, model: SmallSpecs.model, evaluation: EvaluationSpec(), labelSpace: .all
        ).json, ("weights", trained.output), name: "predict-\(arm.rawValue)")
      #expect(found.status == 0, "\(found.error)")
    }
  }

  /// Two blocks, so that one has windows: of 3 patches over a map of 4.
  @Test func vitDetIsProvenTrainsAndPredicts() throws {
    var model = SmallSpecs.model
    (model.backbone.encoder.depth, model.statedWindowSize) = (2, 3)
    var pretrain = PretrainSpec()
    (pretrain.batchSize, pretrain.samples) = (4, 4)
    let source = try data.run(.pretrain, PretrainConfig(model: model.backbone, pretrain: pretrain).json)
    let start = try data.run(
      .transfer,
      TransferConfig(arm: .vitDet, task: .detection, model: model, seed: 0, labelSpace: .all, categoryCount: nil).json,
      ("pretrained", source.output))
    #expect(start.status == 0, "\(start.error)")
    let proof = try TransferProof(JSONDocument(file: start.output + "/transfer.json").root)
    #expect(proof.derived == .vitDet && proof.unused == ["cls_token"])
    let tables = proof.records.filter { $0.key.hasSuffix("rel_pos_h") }.map(\.shape)
    #expect(tables == [[5, 8], [7, 8]])
    var train = TrainSpec()
    (train.length, train.batchSize, train.layerDecay) = (.epochs(1), 4, 0.7)
    train.optimizer.checkpointEncoder = true
    let trained = try data.run(
      .train,
      TrainConfig(phase: .base, arm: .vitDet, model: model, train: train, seed: 0, shots: nil, labelSpace: .all).json,
      ("weights", start.output))
    #expect(trained.status == 0, "\(trained.error)")
    let moved = try Checkpoint.read(trained.output + "/weights.safetensors")
      .tensor("backbone.blocks.0.attn.rel_pos_w").floats()
    #expect(moved.contains { $0 != 0 })
    let found = try data.run(
      .predict,
      PredictConfig(
        task: .detection, arm: .vitDet, model: model, evaluation: EvaluationSpec(), labelSpace: .all
      ).json, ("weights", trained.output))
    #expect(found.status == 0, "\(found.error)")
  }

  @Test func anArmThatIsNoneOfTheTasksIsRefused() throws {
    let run = try transfer(.fcOnEncoder, .singleObject, from: try pretrained())
    #expect(run.status == 65)
    #expect(run.error.contains("fc-on-encoder") && run.error.contains("encoder-only"), "\(run.error)")
  }

  @Test func labelsFollowTheFileWhereTheModelAsksForIt() throws {
    var model = SmallSpecs.model
    model.quirks.labelOrder = .file
    let start = try data.run(
      .transfer,
      TransferConfig(
        arm: .scratch, task: .singleObject, model: model, seed: 0, labelSpace: .all, categoryCount: nil
      ).json)
    // A classifier that finds label 0 likeliest, then 1, then 2, whatever it sees.
    let file = start.output + "/weights.safetensors"
    let tensors = try Safetensors.read(file).tensors.map { tensor -> StoredTensor in
      switch tensor.key {
      case "roi_head.bbox_head.fc_cls.weight":
        StoredTensor(key: tensor.key, shape: tensor.shape, floats: [Float](repeating: 0, count: tensor.count))
      case "roi_head.bbox_head.fc_cls.bias": StoredTensor(key: tensor.key, shape: [3], floats: [3, 2, 1])
      default: tensor
      }
    }
    try Safetensors.write(tensors, to: file)
    let evaluation = EvaluationSpec()
    let predict = try data.run(
      .predict,
      PredictConfig(task: .singleObject, arm: .scratch, model: model, evaluation: evaluation, labelSpace: .all).json,
      ("weights", start.output))
    #expect(predict.status == 0, "\(predict.error)")
    let found = try COCODetections(file: predict.output + "/detections.json", for: data.load("test")).detections
    #expect(found.prefix(3).map(\.categoryID) == SmallData.categories.map(\.id))
  }

  @Test func fineTuningCopiesOrRestartsTheBoxRows() throws {
    let start = try data.run(.transfer, SmallSpecs.transfer(.detection, .base))
    let base = try data.run(
      .train, SmallSpecs.train(.base, .base) { $0.lr = 0.1 }, ("weights", start.output), name: "base")
    func rows(_ quirk: TrainQuirks.RegressionRows) throws -> [Float] {
      let config = SmallSpecs.train(.fineTune, .all, shots: 1) { train in
        (train.length, train.lr, train.weightDecay) = (.iterations(1), 1e-12, 0)
        train.quirks.regressionRows = quirk
      }
      let fine = try data.run(.train, config, ("weights", base.output), name: "fine-\(quirk.rawValue)")
      #expect(fine.status == 0, "\(fine.error)")
      return try Checkpoint.read(fine.output + "/weights.safetensors").tensor("roi_head.bbox_head.fc_reg.bias").floats()
    }
    let learnt = try Checkpoint.read(base.output + "/weights.safetensors").tensor("roi_head.bbox_head.fc_reg.bias")
      .floats()
    let (copied, restarted) = (try rows(.copied), try rows(.restarted))
    #expect((learnt.count, copied.count, restarted.count) == (8, 12, 12))
    #expect(zip(learnt, copied).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(!zip(learnt, restarted).contains { abs($0 - $1) < 1e-6 })
    #expect(zip(copied.suffix(4), restarted.suffix(4)).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
