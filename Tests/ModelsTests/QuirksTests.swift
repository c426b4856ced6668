import Detection
import Models
import NN
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct QuirksTests {
    let data = Rectangles(count: 2, seed: 1)

    init() { TorchLibrary.threads = 1 }

    private func losses(
      _ store: ParameterStore, frozen: Bool = false, context: ForwardContext = .training(Generator(seed: 1)),
      _ change: (inout DetectorSettings) -> Void
    ) -> (Detector, DetectorLosses) {
      var settings = DetectorSettings.small
      settings.levels = [.quadruple, .same]
      settings.finestScale = 10
      change(&settings)
      let detector = Detector(
        store: store, shape: .test, classes: 3, head: .decoder, features: .integral, settings: settings, dropPath: 0)
      if frozen { store.setTrainable(false, prefixes: ["backbone."]) }
      var sampling = RandomStream(seed: 3, name: "sampling")
      return (
        detector,
        detector.losses(images: data.images, targets: data.targets, context: context, sampling: &sampling)
      )
    }

    @Test func theDivisorOfTheBoxLossIsAllRegionsOrThePositives() throws {
      let head = RoIHead(
        Scope(ParameterStore(seed: 1)) / "a",
        head: .fullyConnected(
          FullyConnectedHead(Scope(ParameterStore(seed: 1)), inputChannels: 1, roiSize: 1, width: 2)), classes: 1,
        settings: RoIHeadSettings(sampler: Sampler(count: 8, positiveFraction: 0.25)))
      var settings = head.settings
      settings.boxDivisor = .positives
      let other = RoIHead(
        Scope(ParameterStore(seed: 1)) / "a",
        head: .fullyConnected(
          FullyConnectedHead(Scope(ParameterStore(seed: 1)), inputChannels: 1, roiSize: 1, width: 2)), classes: 1,
        settings: settings)
      let object = Corners(0, 0, 10, 10)
      let far = (0..<7).map { Proposal(corners: Corners(Float(20 + $0), 20, 40, 40), logit: 0) }
      var stream = RandomStream(seed: 1, name: "s")
      let sample = head.sample([far], objects: [[object]], labels: [[0]], &stream)
      #expect((sample.count, sample.positives.count) == (8, 1))
      let output = RoIHead.Output(
        logits: Tensor.zeros([8, 2]), deltas: Tensor([Float](repeating: 0.5, count: 32), shape: [8, 4]))
      let (all, own) = (head.losses(output, sample).box.item(), other.losses(output, sample).box.item())
      #expect(all > 0 && abs(own - 8 * all) < 1e-5)
    }

    @Test func thePyramidIsMadeOfTheNamedBlock() {
      func rpnLoss(_ block: Int?) -> Float {
        losses(ParameterStore(seed: 1)) { $0.pyramidBlock = block }.1.rpnClass.item()
      }
      #expect(rpnLoss(nil) == rpnLoss(1))
      #expect(rpnLoss(0) != rpnLoss(1))
      // Nothing after the named block reaches the proposals; the regions still read the last map.
      let store = ParameterStore(seed: 1)
      let (_, found) = losses(store) { $0.pyramidBlock = 0 }
      found.rpnClass.backward()
      #expect(store.gradient("backbone.blocks.0.mlp.fc1.weight") != nil)
      #expect(store.gradient("backbone.blocks.1.mlp.fc1.weight") == nil)
      let again = ParameterStore(seed: 1)
      losses(again) { $0.pyramidBlock = 0 }.1.classification.backward()
      #expect(again.gradient("backbone.blocks.1.mlp.fc1.weight") != nil)
    }

    @Test func statisticsOfAFrozenEncoderMoveOrRest() {
      func mean(_ rests: Bool, frozen: Bool) -> [Float] {
        let store = ParameterStore(seed: 1)
        _ = losses(store, frozen: frozen) { $0.restsWhenFrozen = rests }
        return store["backbone.fpn1.1.running_mean"]?.tensor.floats() ?? []
      }
      let start = [Float](repeating: 0, count: 24)
      #expect(mean(true, frozen: true) == start)
      #expect(mean(false, frozen: true) != start && mean(true, frozen: false) != start)
      #expect(mean(false, frozen: true).count == 24)
    }
  }

  @Suite struct ModelDescriptionTests {
    @Test func shapesAloneAreThoseOfARealModel() {
      func made(_ shapesOnly: Bool, _ head: RegionHeadKind) -> ParameterStore {
        let store = ParameterStore(seed: 1, shapesOnly: shapesOnly)
        _ = Detector(
          store: store, shape: .test, classes: 3, head: head, features: .integral, settings: .small, dropPath: 0)
        return store
      }
      for head in RegionHeadKind.allCases {
        let (real, shapes) = (made(false, head), made(true, head))
        #expect(real.entries.map(\.key) == shapes.entries.map(\.key))
        #expect(real.entries.map(\.tensor.shape) == shapes.entries.map(\.tensor.shape))
        #expect(real.entries.map(\.isBuffer) == shapes.entries.map(\.isBuffer))
        let rule = CostRule(shape: .test, settings: .small, height: 32, width: 32, proposals: 5)
        let description = ModelDescription(shapes, rule)
        #expect(description == ModelDescription(real, rule))
        #expect(description.sum(\.trained) == real.parameterCount)
      }
    }

    @Test func costsAreThoseWorkedOutByHand() throws {
      let store = ParameterStore(seed: 1, shapesOnly: true)
      _ = Detector(
        store: store, shape: .test, classes: 3, head: .decoder, features: .integral, settings: .small, dropPath: 0)
      let rule = CostRule(shape: .test, settings: .small, height: 32, width: 48, proposals: 5)
      let layers = ModelDescription(store, rule).layers
      func cost(_ name: String) throws -> Int { try #require(layers.first { $0.name == name }).multiplyAdds }
      // 4 x 6 patches and the class token; levels of 8 x 12, 4 x 6 and 2 x 3 cells.
      #expect(try cost("backbone.patch_embed.proj") == 24 * 24 * 3 * 64)
      #expect(try cost("backbone.blocks.0.attn.qkv") == 25 * 24 * 72 + 2 * 25 * 25 * 24)
      #expect(try cost("backbone.fpn2.0") == 24 * 24 * 24 * 4)
      #expect(try cost("neck.fpn_convs.0.conv") == 96 * 8 * 8 * 9)
      #expect(try cost("rpn_head.rpn_cls") == (96 + 24 + 6) * 8 * 3)
      #expect(try cost("roi_head.mfm_fc") == (96 + 24 + 6) * 8 * 24)
      // 5 regions of 3 x 3 cells.
      #expect(try cost("roi_head.bbox_head.decoder_embed") == 45 * 24 * 16)
      #expect(try cost("roi_head.bbox_head.decoder_blocks.0.attn.qkv") == 45 * 16 * 48 + 2 * 5 * 81 * 16)
      #expect(try cost("roi_head.bbox_head.fc_reg") == 5 * 16 * 12)
      #expect(try cost("backbone.blocks.0.norm1") == 0)
    }
  }
}
