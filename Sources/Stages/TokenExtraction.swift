import Checkpoints
import Datasets
import Detection
import FeatureStore
import Models
import NN
import Spec
import StrictJSON
import Torch

/// Encoder tokens of a folder of pictures from an MAE checkpoint: what `imted extract` asks a worker for.
public struct TokenExtraction {
  private let preset: ModelPreset
  private let checkpoint: String
  private let images: String
  private let output: String
  private let device: String
  private let threads: Int
  private let batchSize: Int

  /// Reads a request file and extracts; what goes wrong is told through the reporter. Gives the exit code.
  public static func run(requestFile: String, _ reporter: StageReporter = StageReporter()) -> Int32 {
    reporter.exitCode { try TokenExtraction(file: requestFile).run(reporter) }
  }

  private init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    preset = try reader.required("model").choice(of: ModelPreset.self)
    checkpoint = try reader.required("checkpoint").string()
    images = try reader.required("images").string()
    output = try reader.required("out").string()
    device = try reader.required("device").string()
    threads = try reader.required("threads").int(in: 1...4096)
    batchSize = try reader.required("batch_size").int(in: 1...65_536)
    try reader.finish()
  }

  private func run(_ reporter: StageReporter) throws {
    let device = try StageDevice.prepare(name: self.device, threads: threads)
    let tensors = try Checkpoint.read(checkpoint).tensors
    let encoder = try ViTEncoder.pretrained(
      tensors, heads: preset.backbone.encoder.heads, file: checkpoint, device: device)
    let shape = encoder.shape
    guard preset == .tiny || shape.encoder.width == preset.backbone.encoder.width else {
      throw InputError(
        file: checkpoint, found: "an encoder of width \(shape.encoder.width)",
        expected: "\(preset.backbone.encoder.width), as \(preset.rawValue) has")
    }
    let dataset = try COCODataset(pictureFolder: images, threads: threads)
    let batches = try EvaluationBatches(
      dataset: dataset, imageFolder: images, side: shape.imageSize, batchSize: batchSize, threads: threads)
    let writer = try TokenWriter(
      path: output, tokenCount: 1 + shape.grid * shape.grid, dimension: shape.encoder.width,
      provenance: Provenance(
        more: [
          ("model", .text(preset.rawValue)), ("checkpoint_sha256", .text(try ContentDigest.sha256(file: checkpoint))),
        ]))
    while let batch = try batches.next() {
      let tokens = withoutGradients { encoder.tokens(batch.images.to(device), .evaluation) }
      try writer.append(images: batch.indices.map { dataset.images[$0].fileName }, tokens: tokens.floats())
      reporter.progress((batch.indices.last ?? 0) + 1, of: dataset.images.count, unit: "picture")
    }
    try writer.finish()
  }
}
