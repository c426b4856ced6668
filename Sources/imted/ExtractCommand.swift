public import ArgumentParser
import Foundation
public import Spec
import StrictJSON

/// `imted extract`: encoder tokens of pictures, from an MAE checkpoint in the official format.
struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Write the encoder tokens of a folder of pictures to HDF5.",
    discussion: """
      /tokens [N, 1 + patches, width] float32: encoder output after the final norm, cls first, nothing masked;
      /image: file names, sorted. Pictures are resized to the model's input and normalised with ImageNet's mean and
      deviation. The checkpoint is read, never executed.
      """)

  @Option(help: "vit-s, vit-b, vit-l or tiny: tells the number of heads, which a checkpoint does not.")
  var model: ModelPreset
  @Option(help: "MAE checkpoint: .pth with tensors under `model`, or safetensors.") var checkpoint: String
  @Option(help: "Folder of JPEG and PNG pictures.") var images: String
  @Option(help: "HDF5 file to write.") var out: String
  @Option(help: "cpu, cuda or cuda:1.") var device = "cpu"
  @Option(help: "Threads.") var threads: Int = ProcessInfo.processInfo.activeProcessorCount
  @Option(parsing: .unconditional, help: "Pictures at once.") var batchSize = 16

  func validate() throws {
    guard (1...4096).contains(threads) else { throw ValidationError("--threads must be in 1...4096.") }
    guard (1...65_536).contains(batchSize) else { throw ValidationError("--batch-size must be in 1...65536.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      try DeviceName.check(device)
      let output = URL(fileURLWithPath: out)
      let request: JSONValue = [
        "model": .string(model.rawValue), "checkpoint": .string(URL(fileURLWithPath: checkpoint).path),
        "images": .string(URL(fileURLWithPath: images).path), "out": .string(output.path), "device": .string(device),
        "threads": .integer(threads), "batch_size": .integer(batchSize),
      ]
      try WorkerProgram.work("--extract", request)
      Console.print("tokens: \(output.path)")
    }
  }
}

extension ModelPreset: ExpressibleByArgument {}
