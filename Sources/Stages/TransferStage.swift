import Checkpoints
import Models
import Pipeline
import Spec
import StrictJSON
import Torch

/// Builds the detector of an arm, loads what the arm says from the pre-trained MAE, and writes the weights with the
/// proof of where every tensor came from.
struct TransferStage {
  static let proofFile = "transfer.json"
  let config: TransferConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    _ = try StageDevice.prepare(request)
    let classes = try config.categoryCount ?? countedCategories(request)
    let model = ArmModel(
      arm: config.arm, task: config.task, model: config.model, classes: classes, seed: config.seed, device: .cpu)
    var tensors: [String: StoredTensor] = [:]
    var source: (file: String, digest: String)?
    if config.arm.needsPretraining {
      let file = "\(request.input("pretrained"))/\(WeightsFile.name)"
      tensors = Dictionary(try Checkpoint.read(file).tensors.map { ($0.key, $0) }) { first, _ in first }
      source = (file, try ContentDigest.sha256(file: file))
    }
    let proof = try TransferPlan(arm: Models.Arm(config.arm)).apply(
      to: model.store, features: model.features, from: tensors, file: source?.file, fileDigest: source?.digest)
    try JSONFile.write(proof.json, to: "\(request.output)/\(Self.proofFile)")
    try WeightsFile.write(model.store, to: "\(request.output)/\(WeightsFile.name)")
    let loaded = proof.records.count(where: \.isLoaded)
    reporter.message("\(loaded) of \(proof.records.count) tensors loaded from the pre-trained MAE")
  }

  private func countedCategories(_ request: StageRequest) throws -> Int {
    let index = try DatasetIndex(request)
    return switch config.labelSpace {
    case .base: index.base.count
    case .all: index.base.count + index.novel.count
    case .novel: index.novel.count
    }
  }
}
