import ArgumentParser
import Checkpoints
import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// `imted export weights`: what a run trained, as one safetensors file.
struct ExportWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "Write a run's weights as safetensors.",
    discussion: """
      Detectors have the parameter names of the reference's checkpoints (backbone.blocks.0.attn.qkv.weight), MAEs those of
      the official ones. The content is checked against the digest that was taken when the weights were made.
      """)

  @Argument(help: "A run's id, or the first digits of it.") var runID: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(help: "pretrain, transfer, train or fine-tune; by default what was evaluated.") var stage: String?
  @Option(help: "File to write.") var out: String

  private static let stages = [StageRole.pretrain, .transfer, .train, .fineTune]

  func validate() throws {
    guard let stage, !Self.stages.contains(where: { $0.rawValue == stage }) else { return }
    throw ValidationError("--stage must be one of \(Self.stages.map(\.rawValue).joined(separator: ", ")).")
  }

  func run() throws {
    try ExitStatus.guarding {
      let run = try StoredRun.found(runID, results: results)
      let roles = stage.flatMap(StageRole.init(rawValue:)).map { [$0] } ?? [.fineTune, .train]
      let file = try StoredFile("weights.safetensors", roles: roles, of: run, results: results)
      let tensors = try Safetensors.read(file.path).tensors
      try OutputFile.write(file.bytes, to: out)
      let count = tensors.reduce(0) { $0 + $1.count }
      OutputFile.tell("written: \(out) (\(tensors.count) tensors of \(count) numbers, SHA-256 \(file.digest))", of: out)
    }
  }
}
