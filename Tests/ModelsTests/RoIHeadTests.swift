import Models
import NN
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct RoIHeadTests {
    func head(sampled: Int = 8) -> RoIHead {
      let scope = Scope(ParameterStore(seed: 1))
      let layers = FullyConnectedHead(scope, inputChannels: 4, roiSize: 3, width: 6)
      return RoIHead(
        scope, head: .fullyConnected(layers), classes: 2,
        settings: RoIHeadSettings(sampler: Sampler(count: sampled, positiveFraction: 0.25)))
    }

    func output(_ logits: [Float], _ deltas: [Float], count: Int) -> RoIHead.Output {
      RoIHead.Output(logits: Tensor(logits, shape: [count, 3]), deltas: Tensor(deltas, shape: [count, 8]))
    }

    @Test func objectsAreProposalsAndComeFirst() {
      var stream = RandomStream(seed: 1, name: "sampling")
      let found = [Corners(50, 50, 60, 60), Corners(0, 0, 10, 9)].map { Proposal(corners: $0, logit: 0) }
      let sample = head().sample(
        [found, []], objects: [[[0, 0, 10, 10]], [[3, 3, 9, 9]]], labels: [[1], [0]], &stream)
      #expect(sample.regions == [[[0, 0, 10, 10], [0, 0, 10, 9], [50, 50, 60, 60]], [[3, 3, 9, 9]]])
      #expect(sample.labels == [1, 1, 2, 0])
      #expect(sample.positives.map(\.index) == [0, 1, 3])
      #expect(sample.positives.map(\.object) == [[0, 0, 10, 10], [0, 0, 10, 10], [3, 3, 9, 9]])
      #expect(sample.count == 4)
    }

    @Test func theBoxLossIsThatOfTheObjectsClassOverAllRegions() {
      var stream = RandomStream(seed: 1, name: "sampling")
      let proposals = [[Proposal(corners: [50, 50, 60, 60], logit: 0)]]
      let head = head()
      let sample = head.sample(proposals, objects: [[[0, 0, 10, 10]]], labels: [[1]], &stream)
      // Class 1 moves the box by its whole width (1 / 0.1), so that it only touches the object: GIoU 0, loss 1.
      let moved = output([0, 0, 0, 0, 0, 0], [9, 9, 9, 9, 10, 0, 0, 0] + [Float](repeating: 7, count: 8), count: 2)
      let losses = head.losses(moved, sample)
      #expect(abs(losses.box.item() - 10 * 1 / 2) < 1e-4)
      #expect(abs(losses.classification.item() - 1.0986) < 1e-4)
    }

    @Test func detectionsAreSuppressedWithinAClassOnly() {
      let regions: [[Corners]] = [[[0, 0, 10, 10], [0, 0, 10, 9]], [], [[20, 20, 40, 40]]]
      let logits: [Float] = [2, 1, -9, 1, 2, -9, -9, -9, 9]
      let found = head().detections(
        output(logits, [Float](repeating: 0, count: 24), count: 3), regions: regions, width: 32, height: 32,
        PredictionSettings())
      #expect(found.map { $0.map(\.label) } == [[0, 1], [], []])
      #expect(found[0].map(\.box) == [Corners(0, 0, 10, 10).box, Corners(0, 0, 10, 9).box])
      #expect(abs(found[0][0].score - 0.7311) < 1e-4)
    }

    @Test func detectionsAreClippedAndLimited() {
      let regions: [[Corners]] = [[[20, 20, 40, 40], [0, 0, 5, 5]]]
      let limited = head().detections(
        output([1, -9, 0, 2, -9, 0], [Float](repeating: 0, count: 16), count: 2), regions: regions, width: 32,
        height: 32, PredictionSettings(maxDetections: 1))
      #expect(limited[0].map(\.box) == [Corners(0, 0, 5, 5).box])
      let all = head().detections(
        output([1, -9, 0, 2, -9, 0], [Float](repeating: 0, count: 16), count: 2), regions: regions, width: 32,
        height: 32, PredictionSettings())
      #expect(all[0].map(\.box) == [Corners(0, 0, 5, 5).box, Corners(20, 20, 32, 32).box])
    }

    @Test func noRegionsGiveNoVectors() {
      #expect(head().vectors(Tensor.zeros([0, 4, 3, 3]), .evaluation).shape == [0, 6])
    }
  }
}
