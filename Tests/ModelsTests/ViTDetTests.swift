import Detection
import Models
import NN
import Optim
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  /// The parts of ViTDet's detector, and the detector of them.
  @Suite struct ViTDetTests {
    let data = Rectangles(count: 4, seed: 1)

    init() { TorchLibrary.threads = 1 }

    /// Windows of 3 over a map of 4 x 4: padded.
    private func settings(masks: Bool = false) -> DetectorSettings {
      var settings = DetectorSettings.small
      settings.levels = [.quadruple, .double, .same]
      settings.finestScale = 6
      settings.roiHead.sampler.count = 16
      settings.rpn.sampler.count = 32
      if masks { settings = settings.addingMasks() }
      return settings.vitDet(WindowedAttention(window: 3, globalGrid: 4))
    }

    private func detector(_ store: ParameterStore, masks: Bool = false, dropPath: Double = 0) -> Detector {
      Detector(
        store: store, shape: .test, classes: 3, head: .channelNormedConvolutional, features: .pyramid,
        settings: settings(masks: masks), dropPath: dropPath)
    }

    /// Pyramid, proposals and head in one store, as `Detector` makes them.
    private func golden() throws -> (SimpleFPN, RPN, RegionHead, ParameterStore, Golden) {
      let golden = try Golden("vitdet_detector")
      let store = ParameterStore(seed: 1)
      let root = Scope(store)
      let pyramid = SimpleFPN(
        backbone: root / "backbone", neck: root / "neck", shape: goldenShape,
        levels: [.quadruple, .double, .same, .half], extraLevel: true, style: .narrowing)
      var settings = RPNSettings.small
      settings.convolutions = 2
      let rpn = RPN(root / "rpn_head", channels: 8, strides: [8], settings: settings)
      let head = ConvolutionalHead(
        root / "roi_head" / "bbox_head", inputChannels: 8, channels: 8, roiSize: 7, width: 12, normsChannels: true)
      try store.load(golden.weights)
      return (pyramid, rpn, .convolutional(head), store, golden)
    }

    @Test func pyramidAndItsGradientsEqualPyTorchs() throws {
      let (pyramid, _, _, store, golden) = try golden()
      let map = try golden.tensor("input.map")
      map.requireGrad()
      let levels = pyramid(map, .training(Generator(seed: 0)))
      #expect(levels.count == 5)
      for (index, level) in levels.enumerated() { expectClose(level, try golden.tensor("output.\(index)"), 1e-5) }
      let sums = try levels.enumerated().map { ($1 * (try golden.tensor("grad_output.\($0)"))).sum() }
      Tensor.stack(sums).sum().backward()
      expectClose(try #require(map.grad), try golden.tensor("grad.map"), 1e-4)
      let key = "backbone.fpn1.0.weight"
      expectClose(try #require(store.gradient(key)), try golden.tensor("grad.\(key)"), 2e-4)
    }

    @Test func proposalsAndRegionVectorsEqualPyTorchs() throws {
      let (_, rpn, head, _, golden) = try golden()
      let proposed = rpn([try golden.tensor("output.2")])
      expectClose(proposed.logits, try golden.tensor("output.logits"), 1e-5)
      expectClose(proposed.deltas, try golden.tensor("output.deltas"), 1e-5)
      let regions = try golden.tensor("input.regions")
      expectClose(head(regions, .evaluation), try golden.tensor("output.vectors"), 2e-5)
      // Nothing hangs on the batch.
      expectClose(head(regions, .training(Generator(seed: 0))), try golden.tensor("output.vectors"), 2e-5)
    }

    @Test func lossesFallAndDetectionsAreInThePicture() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store, masks: true, dropPath: 0.1)
      let optimizer = AdamW([AdamW.Group(parameters: store.trainable.map(\.tensor), weightDecay: 0)])
      let generator = Generator(seed: 2)
      var sampling = RandomStream(seed: 3, name: "sampling")
      let losses = (0..<30).map { _ in
        let losses = detector.losses(
          images: data.images, targets: data.maskedTargets,
          context: .training(generator, recomputesEncoder: true), sampling: &sampling)
        losses.total.backward()
        optimizer.step(lr: 0.003)
        #expect(losses.mask != nil)
        return losses.values.reduce(0) { $0 + $1.value }
      }
      #expect(losses.suffix(5).reduce(0, +) < 0.7 * losses.prefix(5).reduce(0, +), "\(losses)")
      let found = detector.predict(images: data.images)
      #expect(found.count == 4)
      #expect(found.allSatisfy { $0.allSatisfy { isInside($0.box) && $0.mask != nil } })
    }

    @Test func picturesNeedNeitherBeSquareNorFillTheirBatch() {
      let detector = detector(ParameterStore(seed: 1))
      let images = Generator(seed: 1).normal([2, 3, 32, 56])
      let sizes = [PictureSize(width: 56, height: 32), PictureSize(width: 41, height: 30)]
      let target = DetectionTarget(boxes: [Box(x: 20, y: 8, width: 16, height: 20)], labels: [2])
      var sampling = RandomStream(seed: 3, name: "sampling")
      let losses = detector.losses(
        images: images, targets: [target, target], sizes: sizes, context: .training(Generator(seed: 1)),
        sampling: &sampling)
      #expect(losses.total.item().isFinite)
      let found = detector.predict(images: images, sizes: sizes, settings: PredictionSettings(scoreThreshold: 0))
      for (boxes, size) in zip(found, sizes) {
        #expect(!boxes.isEmpty)
        #expect(boxes.allSatisfy { $0.box.x2 <= Double(size.width) + 1e-4 && $0.box.y2 <= Double(size.height) + 1e-4 })
      }
    }

    @Test func theRestIsWhatOtherDetectorsHave() {
      var other = settings()
      (other.windows, other.pyramidStyle, other.rpn.convolutions) = (nil, .even, 1)
      let (first, second) = (ParameterStore(seed: 5), ParameterStore(seed: 5))
      _ = detector(first)
      _ = Detector(
        store: second, shape: .test, classes: 3, head: .convolutional, features: .pyramid, settings: other, dropPath: 0)
      for key in [
        "backbone.blocks.1.mlp.fc1.weight", "neck.fpn_convs.0.conv.weight", "rpn_head.rpn_reg.weight",
        "roi_head.bbox_head.shared_convs.3.conv.weight", "roi_head.bbox_head.shared_fcs.0.weight",
        "roi_head.bbox_head.fc_cls.weight",
      ] {
        #expect(first[key] != nil && first[key]?.tensor.floats() == second[key]?.tensor.floats(), "\(key)")
      }
      var plain = DetectorSettings.reference
      plain.pyramidBlock = 11
      let made = plain.vitDet(WindowedAttention(window: 14, globalGrid: 64))
      #expect(made.pyramidBlock == nil && made.roiHead == plain.roiHead && made.levels == plain.levels)
      #expect(made.rpn.anchors == plain.rpn.anchors && made.rpn.sampler == plain.rpn.sampler)
    }

    @Test func aFrozenEncoderGetsNoGradientAndTheNeckDoes() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      store.setTrainable(false, prefixes: ["backbone."])
      var sampling = RandomStream(seed: 3, name: "sampling")
      detector.losses(
        images: data.images, targets: data.targets, context: .training(Generator(seed: 1)), sampling: &sampling
      ).total.backward()
      for entry in store.entries {
        #expect((entry.tensor.grad == nil) == entry.key.hasPrefix("backbone."), "\(entry.key)")
      }
    }

    @Test func relativePositionsLearnAtTheirBlocksRate() {
      let store = ParameterStore(seed: 1)
      _ = detector(store)
      let groups = ParameterGroups(weightDecay: 0.1, layerDecay: 0.5, depth: 2, encoderPrefix: "backbone.")
      for name in ["attn.rel_pos_h", "attn.rel_pos_w", "attn.qkv.weight"] {
        #expect(groups.lrScale(of: "backbone.blocks.0.\(name)") == 0.25)
        #expect(groups.lrScale(of: "backbone.blocks.1.\(name)") == 0.5)
      }
      for key in ["backbone.fpn1.0.weight", "neck.lateral_convs.0.conv.weight", "rpn_head.rpn_conv.1.conv.weight"] {
        #expect(store[key] != nil && groups.lrScale(of: key) == 1)
      }
      #expect(groups.groups(store).reduce(0) { $0 + $1.parameters.count } == store.trainable.count)
    }

    @Test func costsAreThoseWorkedOutByHand() throws {
      let store = ParameterStore(seed: 1, shapesOnly: true)
      let settings = DetectorSettings.small.vitDet(WindowedAttention(window: 4, globalGrid: 4))
      _ = Detector(
        store: store, shape: .test, classes: 3, head: .channelNormedConvolutional, features: .pyramid,
        settings: settings, dropPath: 0)
      let rule = CostRule(shape: .test, settings: settings, height: 32, width: 48, proposals: 5)
      let layers = ModelDescription(store, rule).layers
      func cost(_ name: String) throws -> Int { try #require(layers.first { $0.name == name }).multiplyAdds }
      // 4 x 6 patches fill one window of 4 x 4 and half of another; levels of 8 x 12, 4 x 6 and 2 x 3 cells.
      #expect(try cost("backbone.blocks.0.attn.qkv") == 32 * 24 * 72 + 2 * 2 * 16 * 16 * 24)
      #expect(try cost("backbone.blocks.0.attn.proj") == 32 * 24 * 24)
      #expect(try cost("backbone.blocks.0.attn.rel_pos_w") == 32 * 24 * 4)
      #expect(try cost("backbone.blocks.0.mlp.fc1") == 24 * 24 * 96)
      #expect(try cost("backbone.blocks.1.attn.qkv") == 24 * 24 * 72 + 2 * 24 * 24 * 24)
      #expect(try cost("backbone.blocks.1.attn.rel_pos_h") == 24 * 24 * 4)
      #expect(try cost("backbone.blocks.1.attn.rel_pos_w") == 24 * 24 * 6)
      #expect(try cost("backbone.fpn2.0") == 24 * 24 * 12 * 4)
      #expect(try cost("neck.lateral_convs.0.conv") == 96 * 12 * 8)
      #expect(try cost("rpn_head.rpn_conv.1.conv") == (96 + 24 + 6) * 8 * 8 * 9)
      #expect(try cost("roi_head.bbox_head.shared_convs.0.conv") == 45 * 8 * 8 * 9)
      #expect(layers.reduce(0) { $0 + $1.parameters } == store.parameterCount)
    }

    @Test func noTensorOutlivesAStep() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store, dropPath: 0.1)
      func step() {
        var sampling = RandomStream(seed: 3, name: "sampling")
        detector.losses(
          images: data.images, targets: data.targets,
          context: .training(Generator(seed: 1), recomputesEncoder: true), sampling: &sampling
        ).total.backward()
      }
      step()
      expectNoTensorLeak {
        step()
        _ = detector.predict(images: data.images)
      }
    }
  }
}
