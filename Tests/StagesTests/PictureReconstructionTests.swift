import Checkpoints
import Datasets
import Foundation
import Models
import NN
import Processes
import Spec
import Stages
import StrictJSON
import Testing

/// What a worker makes for `imted reconstruct`.
@Suite("PictureReconstruction") struct PictureReconstructionTests {
  private let scratch: Scratch
  private let model = BackboneSpec(
    imageSize: 32, patchSize: 8, encoder: TransformerSize(width: 24, depth: 1, heads: 2),
    decoder: TransformerSize(width: 16, depth: 1, heads: 2))

  init() throws {
    scratch = try Scratch()
    let pixels = (0..<32 * 32 * 3).map { (place: Int) -> UInt8 in UInt8((place * 7 + place / 96 * 13) % 256) }
    try ImageBuffer(width: 32, height: 32, pixels: pixels).write(png: scratch("picture.png"))
    let store = ParameterStore(seed: 3)
    _ = MAE(
      store: store,
      shape: ModelShape(
        imageSize: 32, patchSize: 8, encoder: .init(width: 24, depth: 1, heads: 2),
        decoder: .init(width: 16, depth: 1, heads: 2), pyramidChannels: 1, roiSize: 1, fcWidth: 1))
    try Safetensors.write(store.stored(), to: scratch("weights.safetensors"))
    try Safetensors.write(
      store.stored().filter { !$0.key.hasPrefix("decoder_") && $0.key != "mask_token" },
      to: scratch("encoder.safetensors"))
  }

  private func run(_ weights: String, seed: Int = 0, into folder: String) throws -> Int32 {
    try FileManager.default.createDirectory(atPath: scratch(folder), withIntermediateDirectories: true)
    let request: JSONValue = [
      "model": model.json, "weights": .string(scratch(weights)), "pictures": .strings([scratch("picture.png")]),
      "out": .string(scratch(folder)), "mask_ratio": 0.75, "norm_pix_loss": true, "seed": .integer(seed),
      "device": "cpu", "threads": 1,
    ]
    let file = try scratch.write("request.json", request)
    return try FinishedProcess(try WorkerRun.program(), ["--reconstruct", file], input: .lifeline).status
  }

  private func patch(_ image: ImageBuffer, _ cell: Int) -> ImageBuffer {
    image.cropped(to: PixelArea(x: cell % 4 * 8, y: cell / 4 * 8, width: 8, height: 8))
  }

  @Test func hiddenPatchesAreGreyAndSeenOnesAreKept() throws {
    #expect(try run("weights.safetensors", into: "out") == 0)
    let images = try PictureReconstruction.parts.map { try ImageBuffer(file: scratch("out/0-\($0).png")) }
    #expect(images[0] == (try ImageBuffer(file: scratch("picture.png"))))
    let grey = ImageBuffer(width: 8, height: 8, red: 127, green: 127, blue: 127)
    var hidden = 0
    for cell in 0..<16 {
      let parts = images.map { patch($0, cell) }
      let isHidden = parts[1] == grey
      hidden += isHidden ? 1 : 0
      #expect(parts[1] == (isHidden ? grey : parts[0]))
      #expect(parts[3] == (isHidden ? parts[2] : parts[0]))
    }
    #expect(hidden == 12)
    let losses = try JSONDocument(file: scratch("out/losses.json")).root.array().map { try $0.double() }
    #expect(losses.count == 1 && losses[0] > 0.5 && losses[0] < 5)
  }

  @Test func theSeedDecidesTheMask() throws {
    for (seed, folder) in [(1, "a"), (1, "b"), (2, "c")] {
      #expect(try run("weights.safetensors", seed: seed, into: folder) == 0)
    }
    let masked = try ["a", "b", "c"].map { try ImageBuffer(file: scratch("\($0)/0-masked.png")) }
    #expect(masked[0] == masked[1] && masked[0] != masked[2])
  }

  @Test func anMAEWithoutDecoderIsRefused() throws { #expect(try run("encoder.safetensors", into: "none") == 65) }
}
