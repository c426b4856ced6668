import Checkpoints
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

  @Test func everyNewArmTrainsAndPredicts() throws {
    let source = try pretrained()
    for arm in [Spec.Arm.decoderOnFPN, .fullTransferSingleScale, .fcOnEncoder, .encoderOnlyConvolutional] {
      let start = try transfer(arm, .detection, from: source)
      #expect(start.status == 0, "\(start.error)")
      let proof = try TransferProof(JSONDocument(file: start.output + "/transfer.json").root)
      #expect(proof.derived?.rawValue == arm.rawValue)
      #expect(proof.features == Models.Arm(rawValue: arm.rawValue)?.features)
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

  @Test func anArmThatIsNoneOfTheTasksIsRefused() throws {
    let run = try transfer(.fcOnEncoder, .singleObject, from: try pretrained())
    #expect(run.status == 65)
    #expect(run.error.contains("fc-on-encoder") && run.error.contains("encoder-only"), "\(run.error)")
  }
}
