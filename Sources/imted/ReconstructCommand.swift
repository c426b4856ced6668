import ArgumentParser
import Datasets
import Detection
import Foundation
import Pipeline
import Plots
import Reports
import ResultStore
import Spec
import Statistics
import StrictJSON

/// `imted reconstruct`: what a pre-trained MAE makes of pictures of which it sees a few patches.
struct ReconstructCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruct", abstract: "Draw pictures beside what an MAE makes of them from a few patches.",
    discussion: """
      With a run, its pre-trained MAE and pictures of its evaluated split, which pre-training has not seen; or with
      --checkpoint and --images. Where the MAE was trained on patches at mean 0 and variance 1 (norm_pix_loss), mean and
      deviation of each hidden patch are those of the true picture.
      """)

  @Argument(help: "A run's id, or the first digits of it.") var runID: String?
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(help: "MAE with decoder in the official format: .pth or safetensors.") var checkpoint: String?
  @Option(help: "vit-s, vit-b, vit-l or tiny: the sizes of the checkpoint.") var model: ModelPreset?
  @Option(help: "Folder of JPEG and PNG pictures.") var images: String?
  @Option(parsing: .unconditional, help: "How many pictures, drawn with the seed.") var count = 4
  @Option(parsing: .unconditional, help: "Seed of the choice of pictures and of the masks.") var seed = 0
  @Option(help: "Share of the patches that are hidden; by default that of pre-training, 0.75 for a checkpoint.")
  var maskRatio: Double?
  @Flag(inversion: .prefixedNo, help: "Whether predictions are patches at mean 0 and variance 1; runs know it.")
  var normPix: Bool?
  @Option(help: "cpu, cuda or cuda:1.") var device = "cpu"
  @Option(help: "Threads.") var threads: Int = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var output: FigureOutput

  func validate() throws {
    guard (runID == nil) != (checkpoint == nil) else { throw ValidationError("Name either a run or a --checkpoint.") }
    guard checkpoint == nil || (model != nil && images != nil) else {
      throw ValidationError("--checkpoint needs --model and --images.")
    }
    guard (1...64).contains(count) else { throw ValidationError("--count must be in 1...64.") }
    guard (0...Int.max).contains(seed) else { throw ValidationError("--seed must not be negative.") }
    guard (0.01...0.99).contains(maskRatio ?? 0.5) else {
      throw ValidationError("--mask-ratio must be in 0.01...0.99.")
    }
    guard (1...4096).contains(threads) else { throw ValidationError("--threads must be in 1...4096.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      try DeviceName.check(device)
      let source = try runID.map { try MAESource(run: $0, results: results) } ?? ownSource
      var pictures = try images.map { try Self.pictures(in: $0) } ?? source.pictures()
      var stream = RandomStream(seed: UInt64(seed), name: "figures/pictures")
      stream.shuffle(&pictures)
      pictures = Array(pictures.prefix(count))
      let ratio = maskRatio ?? source.maskRatio
      let isNormalised = normPix ?? source.normPixLoss

      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("imted-pictures-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try WorkerProgram.work(
        "--reconstruct",
        [
          "model": source.model.json, "weights": .string(source.weights), "pictures": .strings(pictures),
          "out": .string(folder.path), "mask_ratio": .number(ratio), "norm_pix_loss": .bool(isNormalised),
          "seed": .integer(seed), "device": .string(device), "threads": .integer(threads),
        ])
      let sheet = try ReconstructionSheet(
        pictures: pictures, folder: folder.path, side: source.model.imageSize)
      let how =
        isNormalised
        ? "Predictions are patches at mean 0 and variance 1; mean and deviation are those of the true patch."
        : "Predictions are pixels."
      try output.write(
        Figure(
          title: "MAE reconstructions: \(source.name)",
          [
            sheet.plot(
              title: "MAE reconstructions: \(source.name)",
              notes: [
                "\(percent(ratio)) % of the patches hidden; masks and pictures drawn with seed \(seed). \(how)",
                "Loss: mean squared error over the hidden patches, on what was trained. What is predicted for seen patches,"
                  + " in the third column, was never trained.",
              ])
          ]))
    }
  }

  private var ownSource: MAESource {
    guard let checkpoint, let model else { fatalError("the options were not validated") }
    return MAESource(
      name: URL(fileURLWithPath: checkpoint).lastPathComponent, weights: URL(fileURLWithPath: checkpoint).path,
      model: model.backbone)
  }

  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func pictures(in folder: String) throws -> [String] {
    let path = URL(fileURLWithPath: folder).path
    return try COCODataset(pictureFolder: path).images.map { "\(path)/\($0.fileName)" }
  }
}

/// An MAE and what is known of it.
private struct MAESource {
  let name: String
  let weights: String
  let model: BackboneSpec
  var maskRatio = 0.75
  var normPixLoss = true
  private var evaluation: StoredArtifact?

  init(name: String, weights: String, model: BackboneSpec) {
    (self.name, self.weights, self.model) = (name, weights, model)
  }

  /// The MAE that a run started from.
  init(run id: String, results: String) throws(InputError) {
    let run = try StoredRun.found(id, results: results)
    let file = try StoredFile("weights.safetensors", roles: [.pretrain], of: run, results: results)
    let stage = try StoredArtifact(folder: URL(fileURLWithPath: file.path).deletingLastPathComponent().path)
    let config = JSONDocument(value: stage.record.config).root
    name = "\(run.run.experiment), run \(run.run.id)"
    weights = file.path
    switch stage.record.kind {
    case .importWeights: model = try ImportWeightsConfig(config).model
    default:
      let pretrain = try PretrainConfig(config)
      model = pretrain.model
      (maskRatio, normPixLoss) = (pretrain.pretrain.maskRatio, pretrain.pretrain.normPixLoss)
    }
    let store = ArtifactStore(lookingInto: URL(fileURLWithPath: results).path)
    if let row = run.stages.first(where: { $0.role == StageRole.evaluate.rawValue }),
      let key = Digest(hex: row.stage.key)
    {
      evaluation = try StoredArtifact(folder: store.folder(of: key))
    }
  }

  /// The pictures of the run's evaluated split.
  func pictures() throws(InputError) -> [String] {
    guard let evaluation else {
      throw InputError(found: "a run without an evaluation, so without pictures", expected: "--images with a folder")
    }
    let config = try EvaluateConfig(JSONDocument(value: evaluation.record.config).root)
    return try StoredSplit(config.split, of: evaluation).paths
  }
}
