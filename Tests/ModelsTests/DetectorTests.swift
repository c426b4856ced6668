import Detection
import Models
import NN
import Optim
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct DetectorTests {
    let data = Rectangles(count: 4, seed: 1)

    init() { TorchLibrary.threads = 1 }  // as fast for sizes like these, and unmoved by what else runs

    var settings: DetectorSettings {
      var settings = DetectorSettings.small
      settings.levels = [.double, .same]
      settings.finestScale = 10
      settings.roiHead.sampler.count = 16
      settings.rpn.sampler.count = 32
      return settings
    }

    func detector(
      _ store: ParameterStore, _ head: RegionHeadKind = .decoder, _ features: RegionFeatureSource = .integral,
      dropPath: Double = 0
    ) -> Detector {
      Detector(
        store: store, shape: .test, classes: 3, head: head, features: features, settings: settings, dropPath: dropPath)
    }

    /// Trains and gives the total loss of every step.
    func train(_ detector: Detector, _ store: ParameterStore, steps: Int) -> [Float] {
      let optimizer = AdamW([AdamW.Group(parameters: store.trainable.map(\.tensor), weightDecay: 0)])
      let generator = Generator(seed: 2)
      var sampling = RandomStream(seed: 3, name: "sampling")
      return (0..<steps).map { _ in
        let losses = detector.losses(
          images: data.images, targets: data.targets, context: .training(generator), sampling: &sampling)
        losses.total.backward()
        optimizer.step(lr: 0.003)
        return losses.values.reduce(0) { $0 + $1.value }
      }
    }

    @Test func regionsAreCutAtEachPicturesOwnEdges() {
      let detector = detector(ParameterStore(seed: 4))
      let sizes = [(20, 32), (32, 17), (32, 32), (9, 9)].map { PictureSize(width: $0.0, height: $0.1) }
      let settings = PredictionSettings(scoreThreshold: 0, nmsIoU: 0.9, maxDetections: 50)
      let found = detector.predict(images: data.images, sizes: sizes, settings: settings)
      for (boxes, size) in zip(found, sizes) {
        #expect(!boxes.isEmpty)
        for box in boxes.map(\.box) {
          #expect(box.x2 <= Double(size.width) + 1e-4 && box.y2 <= Double(size.height) + 1e-4)
        }
      }
      // The whole batch is what no sizes mean.
      let whole = [PictureSize](repeating: PictureSize(width: 32, height: 32), count: 4)
      let same = detector.predict(images: data.images, settings: settings)
      #expect(detector.predict(images: data.images, sizes: whole, settings: settings) == same)
      #expect(found[2] == same[2] && found[0] != same[0])
    }

    @Test(arguments: [
      (RegionHeadKind.decoder, RegionFeatureSource.integral), (.fullyConnected, .pyramid), (.decoder, .pyramid),
      (.decoder, .lastMap), (.fullyConnected, .lastMap), (.convolutional, .pyramid),
    ])
    func lossesFallAndDetectionsAreInThePicture(head: RegionHeadKind, features: RegionFeatureSource) {
      let store = ParameterStore(seed: 1)
      let detector = detector(store, head, features)
      let losses = train(detector, store, steps: 40)
      #expect(losses.suffix(5).reduce(0, +) < 0.7 * losses.prefix(5).reduce(0, +))
      let found = detector.predict(images: data.images)
      #expect(found.count == 4)
      #expect(found.allSatisfy { $0.allSatisfy { isInside($0.box) && $0.score > 0.05 && (0..<3).contains($0.label) } })
      #expect(found.allSatisfy { picture in picture.map(\.score) == picture.map(\.score).sorted(by: >) })
    }

    @Test func findsTheObjectsItWasTrainedOn() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      _ = train(detector, store, steps: 300)
      let best = detector.predict(images: data.images).map(\.first)
      #expect(best.map { $0?.label } == data.labels)
      for (found, object) in zip(best, data.boxes) { #expect((found?.box.iou(object) ?? 0) > 0.5) }
    }

    @Test func equalSeedsGiveEqualBits() {
      func run() -> ([Float], [[UInt8]]) {
        let store = ParameterStore(seed: 5)
        let losses = train(detector(store, dropPath: 0.2), store, steps: 2)
        return (losses, store.entries.map { $0.tensor.bytes() })
      }
      let (first, second) = (run(), run())
      #expect(first.0 == second.0)
      #expect(first.1 == second.1)
    }

    @Test func armsShareTheValuesOfCommonParts() {
      let (first, second) = (ParameterStore(seed: 5), ParameterStore(seed: 5))
      _ = detector(first, .decoder, .integral)
      _ = detector(second, .fullyConnected, .pyramid)
      let common = first.entries.filter { second[$0.key] != nil && !$0.key.hasPrefix("roi_head.") }
      #expect(common.count > 20)
      #expect(common.allSatisfy { $0.tensor.floats() == second[$0.key]?.tensor.floats() })
    }

    @Test func keysLieWhereTheReferenceHasThem() {
      let store = ParameterStore(seed: 1)
      _ = detector(store)
      for key in [
        "backbone.cls_token", "backbone.pos_embed", "backbone.blocks.1.attn.qkv.weight", "backbone.fpn2.0.weight",
        "neck.lateral_convs.0.conv.weight", "neck.fpn_convs.1.norm.bias", "rpn_head.rpn_conv.weight",
        "roi_head.mfm_fc.weight", "roi_head.mfm_factor", "roi_head.bbox_head.norm.weight",
        "roi_head.bbox_head.decoder_embed.weight", "roi_head.bbox_head.decoder_blocks.0.norm1.weight",
        "roi_head.bbox_head.decoder_box_norm.weight",
      ] { #expect(store[key] != nil, "\(key)") }
      #expect(store["roi_head.bbox_head.fc_cls.weight"]?.tensor.shape == [4, 16])
      #expect(store["roi_head.bbox_head.fc_reg.weight"]?.tensor.shape == [12, 16])
    }

    @Test func aFrozenEncoderGetsNoGradient() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      store.setTrainable(false, prefixes: ["backbone."])
      _ = train(detector, store, steps: 1)
      var sampling = RandomStream(seed: 3, name: "sampling")
      detector.losses(
        images: data.images, targets: data.targets, context: .training(Generator(seed: 1)), sampling: &sampling
      ).total.backward()
      for entry in store.entries where !entry.isBuffer {
        #expect((entry.tensor.grad == nil) == entry.key.hasPrefix("backbone."), "\(entry.key)")
      }
    }

    @Test func picturesWithoutObjectsTrainToo() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      var sampling = RandomStream(seed: 3, name: "sampling")
      let nothing = DetectionTarget(boxes: [], labels: [])
      let flat = DetectionTarget(boxes: [Box(x: 3, y: 3, width: 0, height: 9)], labels: [0])
      let losses = detector.losses(
        images: data.images, targets: [nothing, flat, nothing, nothing], context: .training(Generator(seed: 1)),
        sampling: &sampling)
      losses.total.backward()
      #expect(losses.box.item() == 0 && losses.rpnBox.item() == 0)
      #expect(losses.total.item().isFinite)
    }

    @Test func picturesNeedNotBeSquare() {
      let detector = detector(ParameterStore(seed: 1))
      var sampling = RandomStream(seed: 3, name: "sampling")
      let images = Generator(seed: 1).normal([2, 3, 32, 48])
      let target = DetectionTarget(boxes: [Box(x: 30, y: 8, width: 16, height: 20)], labels: [2])
      let losses = detector.losses(
        images: images, targets: [target, target], context: .training(Generator(seed: 1)), sampling: &sampling)
      #expect(losses.total.item().isFinite)
      let found = detector.predict(images: images, settings: PredictionSettings(scoreThreshold: 0)).flatMap(\.self)
      #expect(found.allSatisfy { $0.box.x2 <= 48.0001 && $0.box.y2 <= 32.0001 })
      #expect(found.contains { $0.box.x2 > 40 })
    }

    @Test func trainsInHalfPrecisionToo() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      let whole = train(detector, store, steps: 1)
      let again = ParameterStore(seed: 1)
      let other = self.detector(again)
      let half = withAutocast(.bfloat16, on: .cpu) { train(other, again, steps: 1) }
      #expect(abs(whole[0] - half[0]) < 0.1)
    }

    @Test func regionFeaturesAreOneRowForEachBox() {
      let detector = detector(ParameterStore(seed: 1))
      let rows = detector.regionFeatures(
        images: data.images, boxes: [[data.boxes[0], data.boxes[0]], [], [data.boxes[2]], []])
      #expect(rows.shape == [3, 16])
      expectClose(rows.select(0, 0), rows.select(0, 1), 1e-5)
      #expect(largestDifference(rows.select(0, 0), rows.select(0, 2)) > 0.01)
      #expect(detector.regionFeatures(images: data.images, boxes: [[], [], [], []]).shape == [0, 16])
    }

    @Test func noTensorOutlivesAStep() {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      _ = train(detector, store, steps: 1)
      expectNoTensorLeak {
        _ = train(detector, store, steps: 1)
        _ = detector.predict(images: data.images)
      }
    }
  }
}
