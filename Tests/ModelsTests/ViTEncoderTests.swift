import Checkpoints
import Models
import NN
import StrictJSON
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct ViTEncoderTests {
    private func encoder(
      finalNorm: Bool, trainablePositions: Bool = false, dropPath: Double = 0,
      positionResize: PositionResize = .reference
    ) throws -> (ViTEncoder, ParameterStore, Golden) {
      let golden = try Golden("vit_encoder")
      let store = ParameterStore(seed: 1)
      let encoder = ViTEncoder(
        Scope(store), goldenShape, dropPath: dropPath, trainablePositions: trainablePositions, finalNorm: finalNorm,
        positionResize: positionResize)
      try store.load(golden.weights, strict: finalNorm)
      return (encoder, store, golden)
    }

    @Test func tokensEqualTimms() throws {
      let (encoder, _, golden) = try encoder(finalNorm: false)
      let images = try golden.tensor("input.images")
      expectClose(encoder.tokens(images, .evaluation), try golden.tensor("output.last_block_tokens"), 1e-5)
    }

    @Test func normedTokensEqualTimms() throws {
      let (encoder, _, golden) = try encoder(finalNorm: true)
      let images = try golden.tensor("input.images")
      expectClose(encoder.tokens(images, .evaluation), try golden.tensor("output.tokens"), 1e-5)
    }

    @Test func mapHasTheTokensRowByRow() throws {
      let (encoder, _, golden) = try encoder(finalNorm: false)
      let tokens = encoder.tokens(try golden.tensor("input.images"), .evaluation)
      let map = encoder.map(tokens)
      #expect(map.shape == [2, 24, 4, 4])
      expectClose(map.select(3, 1).select(2, 2), tokens.select(1, 1 + 2 * 4 + 1), 0)
      #expect(encoder.map(Tensor.zeros([1, 1 + 6, 24]), rows: 2).shape == [1, 24, 2, 3])
    }

    @Test func otherGridsTakeResizedPositions() throws {
      let (encoder, _, _) = try encoder(finalNorm: false)
      #expect(encoder.tokens(Tensor.zeros([1, 3, 48, 32]), .evaluation).shape == [1, 1 + 6 * 4, 24])
      let (exact, _, _) = try self.encoder(finalNorm: false, positionResize: .exact)
      let images = Generator(seed: 1).normal([1, 3, 48, 48])
      let difference = largestDifference(
        encoder.tokens(images, .evaluation), exact.tokens(images, .evaluation))
      #expect(difference > 1e-3)
    }

    @Test func trainedPositionsGetAGradientThroughTheResize() throws {
      let (encoder, store, _) = try encoder(finalNorm: false, trainablePositions: true)
      encoder.tokens(Generator(seed: 1).normal([1, 3, 48, 48]), .evaluation).square().sum().backward()
      let gradient = try #require(store.gradient("pos_embed"))
      #expect(gradient.abs().sum(dims: [0, 2]).floats().allSatisfy { $0 > 0 })
    }

    @Test func fixedPositionsAreABuffer() throws {
      let (_, store, _) = try encoder(finalNorm: false)
      #expect(store["pos_embed"]?.isBuffer == true)
      #expect(!store.trainable.map(\.key).contains("pos_embed"))
    }

    /// Of two blocks the first has rate 0 and the last one the full rate: equal pictures come out in the four ways in
    /// which the last block's two branches may be kept, and in no other.
    @Test func dropPathRisesFromNothingAtTheFirstBlock() throws {
      let (encoder, _, golden) = try encoder(finalNorm: false, dropPath: 0.4)
      let picture = try golden.tensor("input.images").slice(0, 0, 1)
      let tokens = encoder.tokens(
        Tensor.cat([Tensor](repeating: picture, count: 300), dim: 0), .training(Generator(seed: 1)))
      let first = tokens.select(1, 0).select(1, 0).floats().map { Int(($0 * 1e4).rounded()) }
      let counts = Dictionary(grouping: first) { $0 }.values.map(\.count).sorted()
      #expect(counts.count == 4, "\(counts)")
      // 0.4 * 0.4, twice 0.4 * 0.6, 0.6 * 0.6 of 300, within about three standard deviations.
      for (count, expected) in zip(counts, [48, 72, 72, 108]) { #expect(abs(count - expected) < 26, "\(counts)") }
    }

    @Test func dropPathActsInTrainingOnly() throws {
      let (encoder, _, golden) = try encoder(finalNorm: false, dropPath: 0.5)
      let images = try golden.tensor("input.images")
      let still = encoder.tokens(images, .evaluation)
      expectClose(still, try golden.tensor("output.last_block_tokens"), 1e-5)
      let draws = (0..<8).map { encoder.tokens(images, .training(Generator(seed: $0))).bytes() }
      #expect(draws.contains { $0 != still.bytes() })
      #expect(draws[0] == encoder.tokens(images, .training(Generator(seed: 0))).bytes())
    }

    @Test func keysAreThoseOfTheOfficialFiles() throws {
      let (_, store, golden) = try encoder(finalNorm: true)
      #expect(store.mismatch(with: golden.weights).isEmpty)
      #expect(
        store.entries.prefix(4).map(\.key) == [
          "cls_token", "pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias",
        ])
    }

    @Test func bfloat16IsClose() throws {
      let (encoder, _, golden) = try encoder(finalNorm: true)
      let images = try golden.tensor("input.images")
      let tokens = withAutocast(.bfloat16, on: .cpu) { encoder.tokens(images, .evaluation) }
      expectClose(tokens, try golden.tensor("output.tokens"), 0.1)
    }
  }

  @Suite struct PositionEmbeddingTests {
    @Test func sinesAndCosinesEqualTheGolden() throws {
      let table = Tensor(PositionEmbedding.sinCos(grid: 4, width: 24), shape: [16, 24])
      expectClose(table, try Golden("vit_encoder").tensor("pos_embed.sincos_4x4"), 1e-7)
    }

    @Test(arguments: [(PositionResize.reference, "reference"), (.exact, "size")])
    func resizingEqualsPyTorchs(_ resize: PositionResize, _ name: String) throws {
      let golden = try Golden("vit_encoder")
      let table = try golden.tensor("pos_embed.sincos_4x4").unsqueeze(0)
      let resized = PositionEmbedding.resized(table, rows: 6, columns: 6, resize)
      expectClose(resized.squeeze(0), try golden.tensor("pos_embed.resized_6x6_\(name)"), 1e-6)
    }

    @Test func exactResizingToItsOwnGridChangesNothing() {
      let table = Tensor(PositionEmbedding.sinCos(grid: 5, width: 8), shape: [1, 25, 8])
      expectClose(PositionEmbedding.resized(table, rows: 5, columns: 5, .exact), table, 1e-6)
      #expect(largestDifference(PositionEmbedding.resized(table, rows: 5, columns: 5, .reference), table) > 1e-3)
    }
  }
}
