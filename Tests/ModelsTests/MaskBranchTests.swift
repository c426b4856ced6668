import Checkpoints
import Detection
import Models
import NN
import Optim
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct MaskBranchTests {
    let data = Rectangles(count: 4, seed: 1)

    init() { TorchLibrary.threads = 1 }

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
      masks: Bool = true
    ) -> Detector {
      let mask = MaskHeadSettings(roiSize: 7, convolutions: 2)
      return Detector(
        store: store, shape: .test, classes: 3, head: head, features: features,
        settings: masks ? settings.addingMasks(mask) : settings, dropPath: 0)
    }

    func losses(_ detector: Detector, _ targets: [DetectionTarget]) -> DetectorLosses {
      var sampling = RandomStream(seed: 3, name: "sampling")
      return detector.losses(
        images: data.images, targets: targets, context: .training(Generator(seed: 1)), sampling: &sampling)
    }

    @Test func learnsTheShapesOfObjectsInsideTheirBoxes() throws {
      let store = ParameterStore(seed: 1)
      let detector = detector(store)
      let optimizer = AdamW([AdamW.Group(parameters: store.trainable.map(\.tensor), weightDecay: 0)])
      var sampling = RandomStream(seed: 3, name: "sampling")
      var course: [Float] = []
      for _ in 0..<200 {
        let losses = detector.losses(
          images: data.images, targets: data.maskedTargets, context: .training(Generator(seed: 1)),
          sampling: &sampling)
        losses.total.backward()
        optimizer.step(lr: 0.003)
        course.append(try #require(losses.mask).item())
      }
      #expect(course.suffix(5).reduce(0, +) < 0.5 * course.prefix(5).reduce(0, +))
      let best = detector.predict(images: data.images).map(\.first)
      for (found, triangle) in zip(best, data.triangles) {
        let found = try #require(found)
        let mask = try #require(found.mask).pasted(in: found.box, width: 32, height: 32)
        #expect(mask.iou(triangle, crowd: false) > 0.65)  // the whole box has 0.5
      }
    }

    @Test(arguments: [
      (RegionHeadKind.decoder, RegionFeatureSource.integral), (.fullyConnected, .pyramid), (.decoder, .lastMap),
    ])
    func isDrawnBesidesAnyHeadAndLeavesTheRestAsItWas(head: RegionHeadKind, features: RegionFeatureSource) throws {
      let (with, without) = (ParameterStore(seed: 5), ParameterStore(seed: 5))
      let detector = detector(with, head, features)
      _ = self.detector(without, head, features, masks: false)
      let added = with.entries.filter { $0.key.hasPrefix("roi_head.mask_head.") }
      #expect(added.count == 8)
      #expect(with.entries.count == without.entries.count + added.count)
      for entry in without.entries { #expect(with[entry.key]?.tensor.bytes() == entry.tensor.bytes()) }
      for (place, entry) in added.enumerated() where place % 2 == 0 {
        guard case .drawn(5, entry.key, _) = entry.source else {
          Issue.record("\(entry.key) comes from \(entry.source)")
          continue
        }
      }
      let found = detector.predict(images: data.images, settings: PredictionSettings(scoreThreshold: 0))
      #expect(found.contains { !$0.isEmpty })
      #expect(found.allSatisfy { $0.allSatisfy { $0.mask?.size == 14 } })
    }

    @Test func theLossJoinsTheTotalAndTrainsThePyramid() throws {
      let store = ParameterStore(seed: 1)
      let found = losses(detector(store), data.maskedTargets)
      let mask = try #require(found.mask)
      #expect(found.values.map(\.name).last == "loss_mask")
      #expect(found.values.reduce(0) { $0 + $1.value } == found.total.item())
      #expect(mask.item() > 0.1)
      mask.backward()
      for key in ["neck.fpn_convs.0.conv.weight", "roi_head.mask_head.convs.0.conv.weight", "backbone.pos_embed"] {
        let gradient = try #require(store.gradient(key))
        #expect(gradient.floats().contains { $0 != 0 }, "\(key)")
      }
      #expect(store.gradient("roi_head.bbox_head.fc_cls.weight") == nil)
      #expect(losses(detector(ParameterStore(seed: 1), masks: false), data.targets).mask == nil)
    }

    @Test func picturesWithoutObjectsHaveNoMaskLoss() throws {
      let store = ParameterStore(seed: 1)
      let nothing = DetectionTarget(boxes: [], labels: [], masks: [])
      let flat = DetectionTarget(
        boxes: [Box(x: 3, y: 3, width: 0, height: 9)], labels: [0], masks: [RLE(height: 32, width: 32, counts: [1024])])
      let found = losses(detector(store), [nothing, flat, nothing, nothing])
      #expect(found.mask?.item() == 0)
      found.total.backward()
      #expect(found.total.item().isFinite)
    }

    @Test func masksOfManyDetectionsAreThoseOfEachAlone() throws {
      let detector = detector(ParameterStore(seed: 1))
      let masks = try #require(detector.masks)
      let generator = Generator(seed: 2)
      let pyramid = [generator.normal([2, 8, 8, 8]), generator.normal([2, 8, 4, 4])]
      let many = (0..<103).map { number in
        let place = Double(number % 16)
        return ScoredBox(
          box: Box(x: place, y: place / 2, width: 8 + place, height: 12), label: number % 3, score: 0.5)
      }
      let found = masks.adding(to: [Array(many.prefix(1)), many], pyramid: pyramid)
      #expect(found.map(\.count) == [1, 103])
      for place in [0, 99, 100, 102] {
        let alone = masks.adding(to: [[], [many[place]]], pyramid: pyramid)
        let (one, other) = (try #require(alone[1][0].mask), try #require(found[1][place].mask))
        #expect(zip(one.probabilities, other.probabilities).allSatisfy { abs($0 - $1) < 1e-5 })
      }
      #expect(found[0][0].mask != found[1][0].mask)
    }

    @Test func tiesForTheBestProposalArePositivesOnlyWithMasks() {
      #expect(DetectorSettings.reference.roiHead.matcher.matchesLowQuality == false)
      let matcher = DetectorSettings.reference.addingMasks().roiHead.matcher
      #expect(matcher == Matcher(positiveIoU: 0.5, negativeIoU: 0.5, matchesLowQuality: true, lowQualityIoU: 0.5))
    }

    @Test func trainsInHalfPrecisionToo() throws {
      let whole = try #require(losses(detector(ParameterStore(seed: 1)), data.maskedTargets).mask).item()
      let half = try withAutocast(.bfloat16, on: .cpu) {
        try #require(losses(detector(ParameterStore(seed: 1)), data.maskedTargets).mask).item()
      }
      #expect(abs(whole - half) < 0.05)
    }

    @Test func noTensorOutlivesAStep() {
      let detector = detector(ParameterStore(seed: 1))
      losses(detector, data.maskedTargets).total.backward()
      expectNoTensorLeak {
        losses(detector, data.maskedTargets).total.backward()
        _ = detector.predict(images: data.images)
      }
    }
  }
}
