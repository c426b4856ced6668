import Detection
import Models
import NN
import Optim
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct SingleObjectDetectorTests {
    let data = Rectangles(count: 6, seed: 2)

    func trained(_ store: ParameterStore, _ head: RegionHeadKind, steps: Int) -> (SingleObjectDetector, [Float]) {
      let detector = SingleObjectDetector(store: store, shape: .test, classes: 3, head: head, dropPath: 0)
      let optimizer = AdamW([AdamW.Group(parameters: store.trainable.map(\.tensor), weightDecay: 0)])
      let losses = (0..<steps).map { _ in
        let losses = detector.losses(
          images: data.images, boxes: data.boxes, labels: data.labels, context: .training(Generator(seed: 1)))
        losses.total.backward()
        optimizer.step(lr: 0.003)
        return losses.values.reduce(0) { $0 + $1.value }
      }
      return (detector, losses)
    }

    @Test(arguments: RegionHeadKind.allCases)
    func learnsAHandfulOfPictures(head: RegionHeadKind) {
      let (detector, losses) = trained(ParameterStore(seed: 1), head, steps: 120)
      #expect((losses.last ?? 0) < 0.3 * losses[0])
      let found = detector.predict(images: data.images)
      #expect(found.map(\.first?.label) == data.labels)
      for (picture, object) in zip(found, data.boxes) {
        #expect(picture.count == 3 && Set(picture.map(\.label)).count == 3 && Set(picture.map(\.box)).count == 1)
        #expect(abs(picture.reduce(0) { $0 + $1.score } - 1) < 1e-5)
        #expect(picture.map(\.score) == picture.map(\.score).sorted(by: >))
        #expect(picture.allSatisfy { isInside($0.box) })
        #expect((picture.first?.box.iou(object) ?? 0) > 0.5)
      }
    }

    @Test func keysAreThoseOfTheDetector() {
      let store = ParameterStore(seed: 1)
      _ = trained(store, .decoder, steps: 0)
      let whole = ParameterStore(seed: 1)
      _ = Detector(
        store: whole, shape: .test, classes: 3, head: .decoder, features: .integral, settings: .small, dropPath: 0)
      for entry in store.entries {
        let other = whole[entry.key]
        #expect(other != nil, "\(entry.key)")
        if !entry.key.contains(".fc_") { #expect(other?.tensor.floats() == entry.tensor.floats(), "\(entry.key)") }
      }
      #expect(store["roi_head.bbox_head.fc_cls.weight"]?.tensor.shape == [3, 16])
      #expect(store["roi_head.bbox_head.fc_reg.weight"]?.tensor.shape == [4, 16])
    }

    @Test func equalSeedsGiveEqualBits() {
      func run() -> [[UInt8]] {
        let store = ParameterStore(seed: 4)
        _ = trained(store, .decoder, steps: 2)
        return store.entries.map { $0.tensor.bytes() }
      }
      #expect(run() == run())
    }

    @Test func regionFeaturesAreOneRowForEachPicture() {
      let (detector, _) = trained(ParameterStore(seed: 1), .fullyConnected, steps: 0)
      #expect(detector.regionFeatures(images: data.images).shape == [6, 32])
    }
  }
}
