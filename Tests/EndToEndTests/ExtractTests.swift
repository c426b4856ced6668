import Checkpoints
import Datasets
import FeatureStore
import Foundation
import Models
import NN
import Testing
import Torch

/// `imted extract` against the encoder called in the test.
extension EndToEnd {
  @Suite struct ExtractTests {
    private let scratch: Scratch
    private let checkpoint = Repository.path("Tests/Fixtures/checkpoints/mae_tiny.pth")

    init() throws {
      scratch = try Scratch()
      for (number, name) in ["b.png", "Z.png", "a.jpg", "ä.png"].enumerated() {
        let image = Self.picture(number, side: 32)
        try scratch.write("pictures/" + name, name.hasSuffix("jpg") ? image.jpeg() : image.png())
      }
      try scratch.write("pictures/notes.txt", "no picture")
    }

    private static func picture(_ number: Int, side: Int) -> ImageBuffer {
      let pixels = (0..<side * side * 3).map { UInt8(($0 * (7 + number) + $0 / side * 13 + number * 40) % 256) }
      return ImageBuffer(width: side, height: side, pixels: pixels)
    }

    private func extract(_ arguments: String...) throws -> Outcome {
      try IMTED.start(
        ["extract", "--model", "tiny", "--images", scratch("pictures"), "--out", scratch("tokens.h5")] + arguments
      ).outcome()
    }

    @Test func tokensAreThoseOfTheEncoder() throws {
      let outcome = try extract("--checkpoint", checkpoint, "--batch-size", "3")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains(scratch("tokens.h5")))
      let file = try TokenFile(path: scratch("tokens.h5"))
      #expect(file.images == ["Z.png", "a.jpg", "b.png", "ä.png"])

      let encoder = try ViTEncoder.pretrained(try Checkpoint.read(checkpoint).tensors, heads: 3, file: checkpoint)
      let side = encoder.shape.imageSize
      let tokens = 1 + encoder.shape.grid * encoder.shape.grid
      #expect(file.tokens.shape == [4, tokens, encoder.shape.encoder.width])
      for (row, name) in file.images.enumerated() {
        var image = try ImageBuffer(file: scratch("pictures/" + name))
        if image.width != side { image = image.resized(width: side, height: side, filter: .bilinear) }
        let expected = withoutGradients { encoder.tokens(Self.normalised(image), .evaluation) }.floats()
        let found = file.tokens.values[row * expected.count..<(row + 1) * expected.count]
        let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference < 1e-5, "\(name)")
      }
    }

    @Test func theSamePicturesGiveTheSameFileWhateverTheBatches() throws {
      #expect(try extract("--checkpoint", checkpoint, "--batch-size", "1", "--threads", "1").status == 0)
      let one = try TokenFile(path: scratch("tokens.h5"))
      #expect(try extract("--checkpoint", checkpoint, "--batch-size", "4", "--threads", "2").status == 0)
      let four = try TokenFile(path: scratch("tokens.h5"))
      #expect(one.images == four.images)
      let difference = zip(one.tokens.values, four.tokens.values).map { abs($0 - $1) }.max() ?? .infinity
      #expect(difference < 1e-5)
    }

    @Test func badInputIsNamedAndLeavesNothing() throws {
      let whole = try Data(contentsOf: URL(fileURLWithPath: checkpoint))
      let torn = try scratch.write("torn.pth", whole.prefix(whole.count / 2))
      expectOneSentence(try extract("--checkpoint", torn), naming: [torn])
      expectOneSentence(try extract("--checkpoint", scratch("none.pth")), naming: [scratch("none.pth")])
      let attack = Repository.path("Tests/Fixtures/checkpoints/attack_outside.pth")
      expectOneSentence(try extract("--checkpoint", attack), naming: [attack])
      let other = Repository.path("Tests/Fixtures/checkpoints/dtypes.pth")
      expectOneSentence(try extract("--checkpoint", other), naming: [other])
      expectOneSentence(
        try IMTED.run(
          "extract", "--model", "vit-b", "--checkpoint", checkpoint, "--images", scratch("pictures"), "--out",
          scratch("tokens.h5")), naming: [checkpoint])
      expectOneSentence(
        try extract("--checkpoint", checkpoint, "--device", "tpu"), naming: ["tpu"])
      try scratch.write("pictures/c.png", "not a picture")
      expectOneSentence(try extract("--checkpoint", checkpoint), naming: [scratch("pictures/c.png")])
      expectOneSentence(
        try IMTED.run(
          "extract", "--model", "tiny", "--checkpoint", checkpoint, "--images", scratch("no-pictures"), "--out",
          scratch("tokens.h5")), naming: [scratch("no-pictures")])
      #expect(Files.below(scratch.path).filter { $0.contains("tokens") }.isEmpty)
    }

    /// `[1, 3, H, W]`, normalised with ImageNet's mean and deviation.
    private static func normalised(_ image: ImageBuffer) -> Tensor {
      let (mean, deviation): ([Float], [Float]) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
      var values: [Float] = []
      for channel in 0..<3 {
        for at in stride(from: channel, to: image.pixels.count, by: 3) {
          values.append((Float(image.pixels[at]) / 255 - mean[channel]) / deviation[channel])
        }
      }
      return Tensor(values, shape: [1, 3, image.height, image.width])
    }
  }
}
