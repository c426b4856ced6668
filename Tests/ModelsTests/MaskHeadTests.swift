import Models
import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct MaskHeadTests {
    private func golden() throws -> (MaskHead, ParameterStore, Golden) {
      let golden = try Golden("masks")
      let store = ParameterStore(seed: 1)
      let head = MaskHead(Scope(store), inputChannels: 6, channels: 6, classes: 3, convolutions: 4)
      try store.load(golden.weights)
      return (head, store, golden)
    }

    @Test func logitsAndGradientsEqualTorchvisions() throws {
      let (head, store, golden) = try golden()
      let features = try golden.tensor("head.features")
      features.requireGrad()
      let logits = head(features)
      expectClose(logits, try golden.tensor("head.logits"), 1e-5)
      (logits * (try golden.tensor("head.cotangent"))).sum().backward()
      expectClose(try #require(features.grad), try golden.tensor("head.grad.features"), 1e-5)
      for key in ["convs.0.conv.weight", "convs.3.conv.weight", "upsample.weight", "conv_logits.weight"] {
        expectClose(try #require(store.gradient(key)), try golden.tensor("head.grad.\(key)"), 1e-3)
      }
    }

    @Test func hasTheReferencesSizeAndNames() {
      let store = ParameterStore(seed: 1)
      _ = MaskHead(
        Scope(store) / "roi_head" / "mask_head", inputChannels: 256, channels: 256, classes: 80, convolutions: 4)
      #expect(store.parameterCount == 2_643_280)
      let layers = (0..<4).map { "convs.\($0).conv" } + ["upsample", "conv_logits"]
      #expect(
        store.entries.map(\.key)
          == layers.flatMap { ["roi_head.mask_head.\($0).weight", "roi_head.mask_head.\($0).bias"] })
      #expect(store["roi_head.mask_head.upsample.weight"]?.tensor.shape == [256, 256, 2, 2])
      #expect(store["roi_head.mask_head.conv_logits.weight"]?.tensor.shape == [80, 256, 1, 1])
    }

    @Test(arguments: [
      ("convs.0.conv", 576), ("convs.3.conv", 576), ("upsample", 256), ("conv_logits", 10),
    ])
    func weightsStartNormalByTheirOutputs(layer: String, fanOut: Int) throws {
      let store = ParameterStore(seed: 3)
      _ = MaskHead(Scope(store), inputChannels: 16, channels: 64, classes: 10, convolutions: 4)
      let values = try #require(store["\(layer).weight"]).tensor.floats()
      let found = values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)
      #expect(abs(found * Double(fanOut) / 2 - 1) < 0.2)
      #expect(store["\(layer).bias"]?.tensor.floats().allSatisfy { $0 == 0 } == true)
    }

    @Test func noRegionsGiveNoMasksButAGradient() throws {
      let store = ParameterStore(seed: 1)
      let head = MaskHead(Scope(store), inputChannels: 4, channels: 4, classes: 2, convolutions: 1)
      let logits = head(Tensor.zeros([0, 4, 14, 14]))
      #expect(logits.shape == [0, 2, 28, 28])
      let loss = MaskLoss.loss(logits, labels: [], targets: Tensor.zeros([0, 28, 28]))
      loss.backward()
      #expect(loss.item() == 0)
      #expect(try #require(store.gradient("upsample.weight")).floats().allSatisfy { $0 == 0 })
    }
  }
}
