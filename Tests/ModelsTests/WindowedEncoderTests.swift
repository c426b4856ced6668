import Models
import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct WindowedEncoderTests {
    private let windows = WindowedAttention(window: 3, globalGrid: 4)

    private func golden(dropPath: Double = 0) throws -> (WindowedEncoder, ParameterStore, Golden) {
      let golden = try Golden("vitdet_encoder")
      let store = ParameterStore(seed: 1)
      let encoder = WindowedEncoder(Scope(store), goldenShape, windows: windows, dropPath: dropPath)
      try store.load(golden.weights)
      return (encoder, store, golden)
    }

    @Test func mapEqualsPyTorchs() throws {
      let (encoder, _, golden) = try golden()
      expectClose(encoder(try golden.tensor("input.images"), .evaluation), try golden.tensor("output.map"), 2e-5)
    }

    @Test func gradientsEqualPyTorchs() throws {
      let (encoder, store, golden) = try golden()
      (encoder(try golden.tensor("input.images"), .evaluation) * (try golden.tensor("grad_output.map"))).sum()
        .backward()
      for key in [
        "pos_embed", "blocks.0.attn.qkv.weight", "blocks.0.attn.rel_pos_h", "blocks.0.attn.rel_pos_w",
        "blocks.1.attn.rel_pos_h", "blocks.1.attn.rel_pos_w",
      ] {
        let expected = try golden.tensor("grad.\(key)")
        let scale = expected.abs().floats().max() ?? 0
        #expect(scale > 0.1, "\(key)")
        expectClose(try #require(store.gradient(key)), expected, 1e-4 * max(scale, 1))
      }
    }

    @Test func recomputedBlocksGiveTheSameBits() throws {
      func gradients(_ recomputes: Bool) throws -> [[UInt8]] {
        let (encoder, store, golden) = try golden(dropPath: 0.5)
        let context = ForwardContext.training(Generator(seed: 3), recomputesEncoder: recomputes)
        let map = encoder(try golden.tensor("input.images"), context)
        map.square().sum().backward()
        return try [map.bytes()] + store.entries.map { try #require($0.tensor.grad).bytes() }
      }
      #expect(try gradients(true) == gradients(false))
    }

    @Test func halfPrecisionIsClose() throws {
      let (encoder, _, golden) = try golden()
      let images = try golden.tensor("input.images")
      let map = withAutocast(.bfloat16, on: .cpu) { encoder(images, .evaluation) }
      expectClose(map, try golden.tensor("output.map"), 0.3)
    }

    @Test(arguments: [
      (1, [0]), (2, [1]), (3, [2]), (4, [1, 3]), (8, [1, 3, 5, 7]), (12, [2, 5, 8, 11]), (24, [5, 11, 17, 23]),
    ])
    func theLastBlockOfEachQuarterHasNoWindows(depth: Int, blocks: [Int]) {
      #expect((0..<depth).filter { WindowedAttention.isGlobal(block: $0, of: depth) } == blocks)
    }

    @Test func keysAreAnMAEsButForClassTokenAndRelativePositions() {
      let (plain, windowed) = (ParameterStore(seed: 1), ParameterStore(seed: 1))
      _ = ViTEncoder(Scope(plain), goldenShape, dropPath: 0, trainablePositions: true, finalNorm: false)
      _ = WindowedEncoder(Scope(windowed), goldenShape, windows: windows, dropPath: 0)
      let own = windowed.entries.filter { !$0.key.contains("rel_pos") }
      #expect(own.map(\.key) == plain.entries.map(\.key).filter { $0 != "cls_token" })
      #expect(own.allSatisfy { $0.tensor.floats() == plain[$0.key]?.tensor.floats() })
      // Blocks with windows have positions of a window, the others of the whole map.
      #expect(windowed["blocks.0.attn.rel_pos_h"]?.tensor.shape == [5, 8])
      #expect(windowed["blocks.1.attn.rel_pos_w"]?.tensor.shape == [7, 8])
    }
  }
}
