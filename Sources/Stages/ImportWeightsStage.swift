import Checkpoints
import Models
import NN
import Pipeline
import Spec
import StrictJSON

/// Takes the weights of an MAE that was trained elsewhere, under the official checkpoints' keys: writes
/// `weights.safetensors` and, as proof, `source.json`.
///
/// The encoder must be whole and of the experiment's shape. A file without any decoder is taken (MAE publishes such);
/// the arms that need one refuse it later. Half a decoder is an error, and so are weights that are not finite. Tensors
/// that an MAE has not are left out and told.
struct ImportWeightsStage {
  static let resourceName = "checkpoint"
  static let sourceFile = "source.json"
  let config: ImportWeightsConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    guard let file = request.resource(Self.resourceName) else {
      fatalError("the stage import-weights was planned without a checkpoint")
    }
    let digest = try ContentDigest.sha256(file: file)
    guard digest == config.checkpoint.hex else {
      throw InputError(
        file: file, found: "SHA-256 \(digest)", expected: "\(config.checkpoint.hex), which it had when this was planned"
      )
    }
    let store = ParameterStore(seed: 0)
    _ = MAE(store: store, shape: ModelShape(config.model))
    let tensors = try Checkpoint.read(file).tensors
    let mismatch = store.mismatch(with: tensors)
    let decoder = store.entries.map(\.key).filter(Self.isDecoder)
    let missing = mismatch.missing.filter { !Self.isDecoder($0) }
    let missingDecoder = mismatch.missing.filter(Self.isDecoder)
    guard mismatch.misshaped.isEmpty, missing.isEmpty,
      missingDecoder.isEmpty || missingDecoder.count == decoder.count
    else {
      throw InputError(
        file: file, found: mismatch.words,
        expected: "an MAE with an encoder of \(config.model.encoder.words) and a decoder of"
          + " \(config.model.decoder.words) at patches of \(config.model.patchSize) px (section \"model\")")
    }
    if !missingDecoder.isEmpty { reporter.message("the checkpoint has no decoder") }
    if !mismatch.unexpected.isEmpty {
      reporter.message("left out, as an MAE has no such tensors: \(mismatch.unexpected.joined(separator: ", "))")
    }
    let kept = tensors.filter { store[$0.key] != nil }
    for tensor in kept { try tensor.requireFinite(file: file) }
    try Safetensors.write(kept, to: "\(request.output)/\(WeightsFile.name)")
    try JSONFile.write(
      [
        "checkpoint_sha256": .string(digest), "tensors": .strings(kept.map(\.key)),
        "left_out": .strings(mismatch.unexpected),
      ], to: "\(request.output)/\(Self.sourceFile)")
  }

  private static func isDecoder(_ key: String) -> Bool { key.hasPrefix("decoder_") || key == "mask_token" }
}

extension TransformerSize {
  /// `12 blocks, 768 wide`.
  fileprivate var words: String { "\(depth) blocks, \(width) wide" }
}
