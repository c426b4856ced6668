import Detection
import Models
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct MaskTargetsTests {
    private func golden() throws -> (views: [MaskTargets.View], masks: [RLE], golden: Golden) {
      let golden = try Golden("masks")
      let pixels = try golden.tensor("targets.masks")
      let (height, width) = (pixels.size(1), pixels.size(2))
      let masks = (0..<pixels.size(0)).map { number in
        RLE(mask: pixels.select(0, number).floats().map { UInt8($0) }, height: height, width: width)
      }
      let rows = try golden.tensor("targets.views")
      let views = (0..<rows.size(0)).map { number -> MaskTargets.View in
        let row = rows.select(0, number).floats()
        return MaskTargets.View(object: Int(row[0]), region: Corners(row[1], row[2], row[3], row[4]))
      }
      return (views, masks, golden)
    }

    @Test func coverageEqualsTorchvisionsAlignedPooling() throws {
      let (views, masks, golden) = try golden()
      expectClose(
        MaskTargets.coverage(views, masks: masks, size: 28), try golden.tensor("targets.coverage"), 1e-5)
    }

    @Test func cellsThatAreHalfCoveredAreOn() throws {
      let (views, masks, golden) = try golden()
      let coverage = try golden.tensor("targets.coverage").floats()
      let found = MaskTargets.targets(views, masks: masks, size: 28).floats()
      #expect(found == coverage.map { $0 > 0.5 - 1e-5 ? 1 : 0 })
      #expect(coverage.contains { abs($0 - 0.5) < 1e-6 })
    }

    @Test func anObjectsOwnBoxOfAsManyPixelsAsCellsGivesItsPixels() {
      let pixels: [UInt8] = [0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0]
      var picture = [UInt8](repeating: 0, count: 100)
      for (place, value) in pixels.enumerated() { picture[(place / 4 + 3) * 10 + place % 4 + 5] = value }
      let views = [MaskTargets.View(object: 0, region: [5, 3, 9, 7])]
      let found = MaskTargets.targets(views, masks: [RLE(mask: picture, height: 10, width: 10)], size: 4)
      #expect(found.floats() == pixels.map { Float($0) })
    }

    @Test func aMaskWithoutPixelsIsOffEverywhere() {
      let empty = RLE(height: 8, width: 8, counts: [64])
      let views = [MaskTargets.View(object: 0, region: [0, 0, 8, 8])]
      #expect(MaskTargets.targets(views, masks: [empty], size: 2).floats() == [0, 0, 0, 0])
      #expect(MaskTargets.targets([], masks: [empty], size: 2).shape == [0, 2, 2])
    }

    @Test func theLossAndItsGradientAreThoseOfTheTrueClass() throws {
      let (views, masks, golden) = try golden()
      let labels = try golden.tensor("loss.labels").floats().map { Int($0) }
      let logits = try golden.tensor("loss.logits")
      logits.requireGrad()
      let loss = MaskLoss.loss(
        logits, labels: labels, targets: MaskTargets.targets(views, masks: masks, size: 28))
      loss.backward()
      #expect(abs(loss.item() - (try golden.tensor("loss.value")).item()) < 1e-5)
      let gradient = try #require(logits.grad)
      let own = labels.enumerated().map { gradient.select(0, $0.offset).select(0, $0.element) }
      expectClose(Tensor.stack(own), try golden.tensor("loss.grad"), 1e-8)
      #expect(gradient.ne(0).to(.float32).sum().item() == Tensor.stack(own).ne(0).to(.float32).sum().item())
    }
  }
}
