import Checkpoints
import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// What a file says of quirks reaches the network, by the built worker: each changes what comes out.
@Suite("Quirks in stages", .serialized) struct QuirkStageTests {
  private let scratch: Scratch
  private let data: SmallData

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    #expect(try data.imported().status == 0)
  }

  private func model(_ change: (inout ModelSpec) -> Void) -> ModelSpec {
    var model = SmallSpecs.model
    model.backbone.encoder.depth = 2
    change(&model)
    return model
  }

  private func transfer(_ arm: Arm, _ model: ModelSpec) -> JSONValue {
    TransferConfig(arm: arm, task: .detection, model: model, seed: 0, labelSpace: .all, categoryCount: nil).json
  }

  private func started(_ model: ModelSpec) throws -> WorkerRun { try succeeded(.transfer, transfer(.scratch, model)) }

  private func succeeded(
    _ kind: StageKind, _ config: JSONValue, _ inputs: (String, String)...
  ) throws -> WorkerRun {
    let run = try WorkerRun(
      kind, config, inputs: [("data", scratch("import-data"))] + inputs, resources: data.resources, in: scratch,
      name: UUID().uuidString)
    #expect(run.status == 0, "\(run.error)")
    return run
  }

  /// The detections of the same weights under a model's quirks, on pictures that need another grid of positions.
  private func detections(_ weights: String, _ model: ModelSpec) throws -> String {
    let predict = SmallSpecs.predict(.detection, model: model) { $0.testSize = TestSizeSpec(short: 96, long: 96) }
    let run = try succeeded(.predict, predict, ("weights", weights))
    return try String(contentsOfFile: run.output + "/detections.json", encoding: .utf8)
  }

  /// The weights after one step.
  private func trained(
    _ weights: String, _ model: ModelSpec, _ change: (inout TrainSpec) -> Void = { _ in }
  ) throws -> Checkpoint {
    let config = SmallSpecs.train(.base, .all, model: model) { train in
      (train.length, train.batchSize) = (.iterations(1), 8)
      change(&train)
    }
    return try Checkpoint.read(try succeeded(.train, config, ("weights", weights)).output + "/weights.safetensors")
  }

  @Test func theResamplingOfPositionsAndThePyramidsBlockChangeWhatIsFound() throws {
    let plain = model { _ in }
    let weights = try started(plain).output
    let found = try detections(weights, plain)
    #expect(try detections(weights, plain) == found)
    #expect(try detections(weights, model { $0.quirks.positionResize = .exact }) != found)
    #expect(try detections(weights, model { $0.quirks.pyramidBlock = 0 }) != found)
  }

  @Test func theDivisorOfBoxLossesChangesWhatIsLearnt() throws {
    let plain = model { _ in }
    let weights = try started(plain).output
    func regressor(_ model: ModelSpec) throws -> [Float] {
      try trained(weights, model).tensor("roi_head.bbox_head.fc_reg.weight").floats()
    }
    let learnt = try regressor(plain)
    #expect(try regressor(plain) == learnt)
    #expect(try regressor(model { $0.quirks.boxDivisor = .positives }) != learnt)
  }

  @Test(arguments: TrainQuirks.FrozenStatistics.allCases)
  func aFrozenEncodersStatisticsMoveOrRest(_ quirk: TrainQuirks.FrozenStatistics) throws {
    // The pyramid of the preset tiny has no batch norm.
    let model = SmallSpecs.normed
    let start = try started(model)
    let key = "backbone.fpn1.1.running_mean"
    let before = try Checkpoint.read(start.output + "/weights.safetensors").tensor(key).floats()
    let after = try trained(start.output, model) { train in
      (train.freezeEncoder, train.quirks.frozenStatistics) = (true, quirk)
    }.tensor(key).floats()
    #expect((before == after) == (quirk == .fixed))
  }

  @Test func outputLayersStartAsTheReferencesUnlessAllAreToStartTheSame() throws {
    var pretrain = PretrainSpec()
    (pretrain.batchSize, pretrain.samples) = (4, 4)
    let source = try succeeded(.pretrain, PretrainConfig(model: SmallSpecs.model.backbone, pretrain: pretrain).json)
    func bias(_ arm: Arm, _ start: ModelQuirks.OutputInit) throws -> [Float] {
      var model = SmallSpecs.model
      model.quirks.outputInit = start
      let run = try succeeded(.transfer, transfer(arm, model), ("pretrained", source.output))
      return try Checkpoint.read(run.output + "/weights.safetensors").tensor("roi_head.bbox_head.fc_cls.bias").floats()
    }
    #expect(try bias(.encoderOnly, .reference).allSatisfy { $0 == 0 })
    #expect(try !bias(.encoderOnly, .same).contains(0))
    #expect(try bias(.fullTransfer, .reference) == bias(.fullTransfer, .same))
  }
}
