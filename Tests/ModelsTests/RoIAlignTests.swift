import Models
import StrictJSON
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct RoIAlignTests {
    @Test(arguments: [3, 7], ["adaptive", "sampling2"])
    func agreesWithTorchvisionInValuesAndGradients(pooled: Int, sampling: String) throws {
      let golden = try Golden("roi_align")
      let features = try golden.tensor("features")
      features.requireGrad()
      let align = RoIAlign(pooled: pooled, samplingRatio: sampling == "adaptive" ? 0 : 2)
      let found = align(features, stride: 8, boxes: try golden.tensor("boxes"))
      expectClose(found, try golden.tensor("pooled.\(pooled).\(sampling)"), 2e-6)
      (found * (try golden.tensor("grad_output.\(pooled).\(sampling)"))).sum().backward()
      expectClose(try #require(features.grad), try golden.tensor("grad_features.\(pooled).\(sampling)"), 1e-5)
    }

    @Test func averagesOfALinearMapAreItsValuesAtTheBinsMiddles() {
      let map = Tensor((0..<100).map { Float($0 % 10) }, shape: [1, 1, 10, 10])  // the column's number
      let found = RoIAlign(pooled: 2)(map, stride: 4, boxes: Tensor([0, 8, 8, 24, 16] as [Float], shape: [1, 5]))
      // Columns 1.5 ... 5.5 in two bins, whose middles are 2.5 and 4.5.
      #expect(found.floats() == [2.5, 4.5, 2.5, 4.5])
    }

    @Test func withoutAlignmentRegionsAreHalfACellFurtherAndOneCellWide() {
      let map = Tensor((0..<100).map { Float($0 % 10) }, shape: [1, 1, 10, 10])
      let align = RoIAlign(pooled: 1, isAligned: false)
      let boxes = Tensor([0, 8, 8, 24, 16, 0, 8, 8, 8, 8] as [Float], shape: [2, 5])
      #expect(align(map, stride: 4, boxes: boxes).floats() == [4, 2.5])
    }

    @Test func gradientsAreFiniteDifferences() throws {
      let generator = Generator(seed: 1)
      let values = generator.normal([2 * 2 * 5 * 6]).floats().map { Double($0) }
      let boxes = Tensor([0, 3, 2, 30, 33, 1, -4, 9, 21, 17, 1, 11, 1, 60, 38] as [Float], shape: [3, 5])
      let weight = generator.normal([3, 2, 3, 3]).to(.float64)
      func objective(_ values: [Double]) -> (leaf: Tensor, sum: Tensor) {
        let leaf = Tensor(values, shape: [2, 2, 5, 6])
        leaf.requireGrad()
        return (leaf, (RoIAlign(pooled: 3)(leaf, stride: 8, boxes: boxes) * weight).sum())
      }
      let (leaf, sum) = objective(values)
      sum.backward()
      let gradient: [Double] = try #require(leaf.grad).contiguous().elements()
      for place in values.indices {
        var (above, below) = (values, values)
        above[place] += 0.5
        below[place] -= 0.5
        let slope =
          objective(above).sum.detach().elements(Double.self)[0]
          - objective(below).sum.detach().elements(Double.self)[0]
        #expect(abs(slope - gradient[place]) < 1e-10)
      }
    }

    @Test func aRegionIsTheSumOverTheMapsItNames() {
      let generator = Generator(seed: 2)
      let maps = [generator.normal([2, 3, 8, 8]), generator.normal([2, 3, 4, 4])]
      let boxes = Tensor([0, 4, 4, 20, 28, 1, 0, 3, 31, 17] as [Float], shape: [2, 5])
      let align = RoIAlign(pooled: 2)
      let both = align(
        maps, strides: [4, 8], boxes: boxes, levels: Tensor([0, 1, 1, 1] as [Int64], shape: [2, 2]))
      let (fine, coarse) = (align(maps[0], stride: 4, boxes: boxes), align(maps[1], stride: 8, boxes: boxes))
      expectClose(both.slice(0, 0, 1), (fine + coarse).slice(0, 0, 1), 1e-6)
      expectClose(both.slice(0, 1, 2), (coarse * 2).slice(0, 1, 2), 1e-6)
    }

    @Test func isTheSameOnAnyNumberOfThreads() {
      let before = TorchLibrary.threads
      defer { TorchLibrary.threads = before }
      func bytes(threads: Int) -> [[UInt8]] {
        TorchLibrary.threads = threads
        let generator = Generator(seed: 3)
        let map = generator.normal([2, 48, 9, 7])
        map.requireGrad()
        let places = generator.uniform([40, 5]).floats()
        let boxes = (0..<40).flatMap { row -> [Float] in
          let at = Array(places[5 * row..<5 * row + 5])
          return [Float(row % 2), at[1] * 40, at[2] * 50, 20 + at[3] * 40, 30 + at[4] * 40]
        }
        let found = RoIAlign()(map, stride: 8, boxes: Tensor(boxes, shape: [40, 5]))
        (found * generator.normal(found.shape)).sum().backward()
        return [found.bytes(), map.grad?.bytes() ?? []]
      }
      let alone = bytes(threads: 1)
      #expect(bytes(threads: 2) == alone)
      #expect(bytes(threads: 6) == alone)
    }

    @Test func noRegionsGiveAnEmptyTensor() {
      #expect(RoIAlign()(Tensor.ones([1, 4, 3, 3]), stride: 8, boxes: Tensor.zeros([0, 5])).shape == [0, 4, 7, 7])
    }
  }
}
