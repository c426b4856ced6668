import Detection
import Models
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct MaskGridTests {
    @Test(arguments: [0.5 as Float, 0.2, 0.9])
    func pastedMasksAreGridSamples(threshold: Float) throws {
      let golden = try Golden("masks")
      let (boxes, grids) = (try golden.tensor("paste.boxes"), try golden.tensor("paste.grids"))
      let values = try golden.tensor("paste.values")
      var (on, unsure) = (0, 0)
      for number in 0..<boxes.size(0) {
        let corners = boxes.select(0, number).floats()
        let grid = MaskGrid(size: 28, probabilities: grids.select(0, number).floats())
        let box = Corners(corners[0], corners[1], corners[2], corners[3]).box
        let found = grid.pasted(in: box, width: 60, height: 46, threshold: threshold)
        #expect(found.counts.dropFirst().allSatisfy { $0 > 0 })
        for (pixel, value) in zip(found.mask(), values.select(0, number).floats()) {
          if pixel == 1 { on += 1 }
          if abs(value - threshold) < 1e-5 {
            unsure += 1
          } else {
            #expect((pixel == 1) == (value >= threshold))
          }
        }
      }
      #expect(on > 2000 && unsure < 20)
    }

    @Test func aFullMaskIsItsBox() {
      let grid = MaskGrid(size: 28, probabilities: [Float](repeating: 1, count: 784))
      let mask = grid.pasted(in: Box(x: 3, y: 2, width: 5, height: 6), width: 12, height: 9)
      #expect(mask.boundingBox == Box(x: 3, y: 2, width: 5, height: 6))
      #expect(mask.area == 30)
      let whole = grid.pasted(in: Box(x: 0, y: 0, width: 12, height: 9), width: 12, height: 9)
      #expect(whole.counts == [0, 108])
    }

    @Test func cellsKeepTheirPlaces() {
      let grid = MaskGrid(size: 2, probabilities: [1, 0, 0, 0])
      let mask = grid.pasted(in: Box(x: 0, y: 0, width: 8, height: 4), width: 8, height: 4)
      // Along x pixels have 5/8, 7/8, 7/8, 5/8, 3/8, … of the cell, along y 3/4, 3/4, 1/4, 0.
      #expect(mask == RLE(height: 4, width: 8, counts: [4, 2, 2, 2, 22]))
    }

    @Test func boxesWithoutAreaAndOutsideHaveNoPixels() {
      let grid = MaskGrid(size: 2, probabilities: [1, 1, 1, 1])
      for box in [
        Box(x: 2, y: 2, width: 0, height: 3), Box(x: 2, y: 2, width: 3, height: 0),
        Box(x: 20, y: 2, width: 3, height: 3), Box(x: -9, y: -9, width: 3, height: 3),
      ] { #expect(grid.pasted(in: box, width: 8, height: 6).counts == [48], "\(box)") }
    }
  }
}
