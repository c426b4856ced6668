import Checkpoints
import Datasets
import Foundation
import Models
import NN
import Spec
import StrictJSON
import Torch

/// What an MAE makes of pictures of which it sees a few patches: what `imted reconstruct` asks a worker for. Writes for
/// each picture, numbered from 0, `0-picture.png`, `0-masked.png`, `0-reconstruction.png` and `0-kept.png` (the
/// reconstruction where patches were hidden, the picture elsewhere), and `losses.json`.
public struct PictureReconstruction {
  /// The names of the pictures of one, in the order of a row.
  public static let parts = ["picture", "masked", "reconstruction", "kept"]

  private let model: BackboneSpec
  private let weights: String
  private let pictures: [String]
  private let output: String
  private let maskRatio: Double
  private let normPixLoss: Bool
  private let seed: Int
  private let device: String
  private let threads: Int

  /// Reads a request file and reconstructs; what goes wrong is told through the reporter. Gives the exit code.
  public static func run(requestFile: String, _ reporter: StageReporter = StageReporter()) -> Int32 {
    reporter.exitCode { try PictureReconstruction(file: requestFile).run() }
  }

  private init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    model = try BackboneSpec(try reader.required("model"))
    weights = try reader.required("weights").string()
    pictures = try reader.required("pictures").array().map { (node) throws(InputError) in try node.string() }
    output = try reader.required("out").string()
    maskRatio = try reader.required("mask_ratio").double(in: 0.01...0.99)
    normPixLoss = try reader.required("norm_pix_loss").bool()
    seed = try reader.required("seed").int(in: 0...Int.max)
    device = try reader.required("device").string()
    threads = try reader.required("threads").int(in: 1...4096)
    try reader.finish()
  }

  private func run() throws {
    let device = try StageDevice.prepare(name: self.device, threads: threads)
    let shape = ModelShape(model)
    let store = ParameterStore(seed: 0, device: device)
    let mae = MAE(store: store, shape: shape)
    let tensors = try Checkpoint.read(weights).tensors.filter { store[$0.key] != nil }
    if !tensors.contains(where: { $0.key.hasPrefix("decoder_") }) {
      throw InputError(
        file: weights, found: "an MAE without a decoder", expected: "one with its decoder, which makes the pictures")
    }
    try store.load(tensors, file: weights)
    let side = shape.imageSize
    let images = try pictures.map { try ImageBuffer(file: $0).resized(width: side, height: side, filter: .bicubic) }
    let input = Tensor(images.flatMap { $0.planes }, shape: [images.count, 3, side, side]).to(device)
    let generator = Generator(seed: ParameterStore.streamSeed(UInt64(seed), "reconstruct/masks"))
    let noise = generator.uniform([images.count, shape.grid * shape.grid], device: device)
    let found = withoutGradients {
      mae.reconstruction(images: input, noise: noise, maskRatio: maskRatio, normPixLoss: normPixLoss)
    }
    let (pixels, mask) = (found.images.floats(), found.mask.floats())
    let plane = side * side
    for (place, picture) in images.enumerated() {
      let made = ImageBuffer(planes: Array(pixels[place * 3 * plane..<(place + 1) * 3 * plane]), side: side)
      let cells = shape.grid * shape.grid
      let isHidden = mask[place * cells..<(place + 1) * cells].map { $0 > 0.5 }
      func mixed(_ hidden: (Int, Int) -> (red: UInt8, green: UInt8, blue: UInt8)) -> ImageBuffer {
        var mixed = picture
        for y in 0..<side {
          for x in 0..<side where isHidden[y / shape.patchSize * shape.grid + x / shape.patchSize] {
            mixed[x, y] = hidden(x, y)
          }
        }
        return mixed
      }
      let parts = [picture, mixed { _, _ in (127, 127, 127) }, made, mixed { made[$0, $1] }]
      for (name, part) in zip(Self.parts, parts) { try part.write(png: "\(output)/\(place)-\(name).png") }
    }
    try JSONFile.write(
      .array(found.losses.floats().map { .number(Double($0)) }), to: "\(output)/losses.json")
  }
}

extension ImageBuffer {
  /// Red, green and blue planes, normalised with ImageNet's mean and deviation.
  fileprivate var planes: [Float] {
    (0..<3).flatMap { channel in
      stride(from: channel, to: pixels.count, by: 3).map {
        (Float(pixels[$0]) / 255 - ImageBatch.imageNetMean[channel]) / ImageBatch.imageNetDeviation[channel]
      }
    }
  }

  /// The square picture of normalised planes; values beyond black and white are cut.
  fileprivate init(planes: [Float], side: Int) {
    var pixels = [UInt8](repeating: 0, count: planes.count)
    let plane = side * side
    for channel in 0..<3 {
      for at in 0..<plane {
        let value =
          planes[channel * plane + at] * ImageBatch.imageNetDeviation[channel] + ImageBatch.imageNetMean[channel]
        pixels[at * 3 + channel] = UInt8(min(max(value * 255, 0), 255).rounded())
      }
    }
    self.init(width: side, height: side, pixels: pixels)
  }
}
