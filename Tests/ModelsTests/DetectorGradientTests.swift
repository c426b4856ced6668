import Detection
import Models
import NN
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct DetectorGradientTests {
    init() { TorchLibrary.threads = 1 }

    /// The whole loss is differentiated along the gradient of one tensor. The regions are the objects' own boxes alone:
    /// no gradient flows to proposals by design, so a difference of losses must not see them move.
    @Test(arguments: [
      "backbone.patch_embed.proj.weight", "backbone.blocks.0.attn.qkv.weight", "neck.fpn_convs.0.norm.weight",
      "rpn_head.rpn_cls.weight", "roi_head.mfm_fc.weight", "roi_head.mfm_factor",
      "roi_head.bbox_head.decoder_embed.weight", "roi_head.bbox_head.fc_reg.weight",
    ])
    func gradientOfTheWholeLossIsThatOfFiniteDifferences(key: String) throws {
      let data = Rectangles(count: 2, seed: 1)
      var settings = DetectorSettings.small
      settings.levels = [.quadruple, .same]
      settings.finestScale = 10
      settings.rpn.proposalsInTraining = 0
      let store = ParameterStore(seed: 1)
      let detector = Detector(
        store: store, shape: .test, classes: 3, head: .decoder, features: .integral, settings: settings, dropPath: 0)
      // A factor of zero would hide what lies before it.
      let factor = try #require(store["roi_head.mfm_factor"]).tensor
      withoutGradients { factor.copyInPlace(from: factor.onesLike()) }
      func loss() -> Tensor {
        var sampling = RandomStream(seed: 3, name: "sampling")
        return detector.losses(
          images: data.images, targets: data.targets, context: .training(Generator(seed: 1)), sampling: &sampling
        ).total
      }
      loss().backward()
      let tensor = try #require(store[key]).tensor
      let gradient = try #require(tensor.grad).detach()
      let length = gradient.square().sum().sqrt().item()
      #expect(length > 2e-3, "\(length)")
      let start = tensor.detach() * 1
      func moved(_ step: Double) -> Float {
        withoutGradients {
          tensor.copyInPlace(from: start + gradient * (step / Double(length)))
          return loss().item()
        }
      }
      let step = 0.01
      let slope = (moved(step) - moved(-step)) / Float(2 * step)
      #expect(abs(slope - length) < 0.03 * length, "\(slope) against \(length)")
    }
  }
}
