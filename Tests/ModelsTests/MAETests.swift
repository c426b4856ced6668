import Models
import NN
import Optim
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct MAETests {
    private func golden() throws -> (MAE, ParameterStore, Golden) {
      let golden = try Golden("mae")
      let store = ParameterStore(seed: 1)
      let mae = MAE(store: store, shape: goldenShape)
      try store.load(golden.weights)
      return (mae, store, golden)
    }

    private func outcome(_ mae: MAE, _ golden: Golden, normPixLoss: Bool) throws -> MAE.Outcome {
      mae.loss(
        images: try golden.tensor("input.images"), noise: try golden.tensor("input.noise"), maskRatio: 0.75,
        normPixLoss: normPixLoss)
    }

    @Test func lossPredictionAndMaskEqualTransformers() throws {
      let (mae, _, golden) = try golden()
      let outcome = try outcome(mae, golden, normPixLoss: true)
      expectClose(outcome.loss, try golden.tensor("output.loss"), 1e-5)
      expectClose(outcome.prediction, try golden.tensor("output.pred"), 1e-5)
      expectClose(outcome.mask, try golden.tensor("output.mask"), 0)
    }

    @Test func lossOnPlainPixelsEqualsTransformers() throws {
      let (mae, _, golden) = try golden()
      expectClose(
        try outcome(mae, golden, normPixLoss: false).loss, try golden.tensor("output.loss_plain"), 1e-5)
    }

    @Test(arguments: ["patch_embed.proj.weight", "blocks.0.attn.qkv.weight", "mask_token", "decoder_pred.weight"])
    func gradientsEqualTransformers(_ key: String) throws {
      let (mae, store, golden) = try golden()
      try outcome(mae, golden, normPixLoss: true).loss.backward()
      expectClose(try #require(store.gradient(key)), try golden.tensor("grad.\(key)"), 1e-6)
    }

    @Test func everyParameterGetsAGradient() throws {
      let (mae, store, golden) = try golden()
      try outcome(mae, golden, normPixLoss: true).loss.backward()
      #expect(store.trainable.filter { $0.tensor.grad == nil }.map(\.key) == [])
      #expect(store.entries.filter(\.isBuffer).map(\.key) == ["pos_embed", "decoder_pos_embed"])
    }

    @Test func patchesHoldTheirPixelsRowByRow() throws {
      let (mae, _, _) = try golden()
      let images = Tensor.arange(0, 3 * 32 * 32).reshape(1, 3, 32, 32)
      let patch = mae.patchified(images).select(1, 5).integers()  // second row, second column
      #expect(Array(patch.prefix(4)) == [8 * 32 + 8, 1024 + 8 * 32 + 8, 2048 + 8 * 32 + 8, 8 * 32 + 9])
      #expect(patch.count == 192)
    }

    @Test func picturesComeBackFromTheirPatches() throws {
      let (mae, _, golden) = try golden()
      let images = try golden.tensor("input.images")
      expectClose(mae.pictured(mae.patchified(images)), images, 0)
    }

    /// A prediction with the true patch's mean and deviation is the prediction again once these are taken off.
    @Test(arguments: [true, false])
    func reconstructionsHoldThePrediction(normPixLoss: Bool) throws {
      let (mae, _, golden) = try golden()
      let (images, noise) = (try golden.tensor("input.images"), try golden.tensor("input.noise"))
      let (found, outcome) = withoutGradients {
        (
          mae.reconstruction(images: images, noise: noise, maskRatio: 0.75, normPixLoss: normPixLoss),
          mae.loss(images: images, noise: noise, maskRatio: 0.75, normPixLoss: normPixLoss)
        )
      }
      expectClose(found.mask, outcome.mask, 0)
      expectClose(found.losses.mean(dims: [0]), outcome.loss, 1e-5)
      var patches = mae.patchified(found.images)
      if normPixLoss {
        let pixels = mae.patchified(images)
        patches =
          (patches - pixels.mean(dims: [-1], keepdim: true))
          / (pixels.variance(dims: [-1], keepdim: true) + 1e-6).sqrt()
      }
      expectClose(patches, outcome.prediction, 1e-4)
    }

    @Test func visibleShareIsRoundedDown() throws {
      let (mae, _, _) = try golden()
      let noise = Generator(seed: 0).uniform([1, 16])
      let outcome = mae.loss(images: Tensor.zeros([1, 3, 32, 32]), noise: noise, maskRatio: 0.6, normPixLoss: false)
      #expect(outcome.mask.sum().item() == 10)
    }

    @Test func trainingLearnsAndLeavesNoTensorBehind() throws {
      let (mae, store, golden) = try golden()
      let images = try golden.tensor("input.images")
      let noise = try golden.tensor("input.noise")
      let groups = ParameterGroups(weightDecay: 0.05, depth: 2, encoderPrefix: "").groups(store)
      let optimizer = AdamW(groups, betas: (0.9, 0.95))
      func step() -> Float {
        let loss = mae.loss(images: images, noise: noise, maskRatio: 0.75, normPixLoss: true).loss
        loss.backward()
        optimizer.step(lr: 1e-3)
        return loss.item()
      }
      let first = step()
      var last = first
      expectNoTensorLeak { for _ in 0..<5 { last = step() } }
      #expect(last < first)
    }

    @Test func bfloat16IsClose() throws {
      let (mae, store, golden) = try golden()
      let rounded = try withAutocast(.bfloat16, on: .cpu) { try outcome(mae, golden, normPixLoss: true) }
      #expect(rounded.loss.dtype == .float32)
      expectClose(rounded.loss, try golden.tensor("output.loss"), 0.02)
      rounded.loss.backward()
      let expected = try golden.tensor("grad.mask_token")
      expectClose(try #require(store.gradient("mask_token")), expected, 0.01)
    }
  }
}
