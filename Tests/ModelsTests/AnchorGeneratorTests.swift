import Models
import Testing

@Suite struct AnchorGeneratorTests {
  @Test func anchorsAreCentredOnTheirCellsTopLeftCorner() {
    let anchors = AnchorGenerator(scales: [4], ratios: [1]).anchors(rows: 2, columns: 2, stride: 4)
    #expect(anchors == [[-8, -8, 8, 8], [-4, -8, 12, 8], [-8, -4, 8, 12], [-4, -4, 12, 12]])
  }

  @Test func ratiosAreHeightOverWidthAtEqualArea() {
    let anchors = AnchorGenerator().anchors(rows: 1, columns: 1, stride: 4)
    #expect(anchors.count == 3)
    for (anchor, ratio) in zip(anchors, [0.5, 1, 2] as [Float]) {
      let (width, height) = (anchor.z - anchor.x, anchor.w - anchor.y)
      #expect(abs(width * height - 32 * 32) < 0.01)
      #expect(abs(height / width - ratio) < 1e-5)
    }
  }

  @Test func scalesComeWithinRatios() {
    let anchors = AnchorGenerator(scales: [1, 2], ratios: [1, 4]).anchors(rows: 1, columns: 1, stride: 2)
    #expect(anchors == [[-1, -1, 1, 1], [-2, -2, 2, 2], [-0.5, -2, 0.5, 2], [-1, -4, 1, 4]])
  }
}
