import Detection
import Testing

@Suite("NMS")
struct NMSTests {
  private let whole = Box(x1: 0, y1: 0, x2: 10, y2: 10)
  private let half = Box(x1: 0, y1: 0, x2: 10, y2: 5)
  private let apart = Box(x1: 50, y1: 0, x2: 60, y2: 10)

  @Test func keepsTheBestOfOverlappingBoxesByFallingScore() {
    #expect(
      NMS.keep(boxes: [half, apart, whole], scores: [0.3, 0.2, 0.9], iouThreshold: 0.4) == [2, 1])
  }

  @Test func suppressesOnlyAboveTheThreshold() {
    #expect(NMS.keep(boxes: [whole, half], scores: [0.9, 0.3], iouThreshold: 0.5) == [0, 1])
    #expect(NMS.keep(boxes: [whole, half], scores: [0.9, 0.3], iouThreshold: 0.499) == [0])
  }

  @Test func visitsEqualScoresInTheOrderGiven() {
    #expect(NMS.keep(boxes: [half, whole], scores: [0.5, 0.5], iouThreshold: 0.1) == [0])
    #expect(NMS.keep(boxes: [apart, half], scores: [0.5, 0.5], iouThreshold: 0.1) == [0, 1])
  }

  @Test func aSuppressedBoxSuppressesNothing() {
    let steps = (0..<3).map { Box(x: Double($0) * 4, y: 0, width: 10, height: 10) }
    #expect(NMS.keep(boxes: steps, scores: [0.9, 0.8, 0.7], iouThreshold: 0.4) == [0, 2])
  }

  @Test func leavesOtherGroupsAlone() {
    let kept = NMS.keep(
      boxes: [whole, half, whole, half], scores: [0.2, 0.9, 0.3, 0.8], groups: [7, 7, -1, -1],
      iouThreshold: 0.3)
    #expect(kept == [1, 3])
    #expect(
      NMS.keep(boxes: [whole, whole], scores: [0.1, 0.2], groups: [0, 1], iouThreshold: 0) == [1, 0])
  }

  @Test func putsScoresThatAreNotNumbersLast() {
    #expect(
      NMS.keep(boxes: [whole, apart, half], scores: [.nan, 0.1, .nan], iouThreshold: 0.9) == [1, 0, 2])
  }

  @Test func takesNoBoxes() {
    #expect(NMS.keep(boxes: [], scores: [], iouThreshold: 0.5) == [])
  }
}
