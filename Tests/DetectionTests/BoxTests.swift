import Detection
import Testing

@Suite("Box")
struct BoxTests {
  @Test func keepsTheNumbersOfAFile() {
    let box = Box(x: 0.1, y: 0.2, width: 0.7, height: 0.3)
    #expect([box.x, box.y, box.width, box.height] == [0.1, 0.2, 0.7, 0.3])
    #expect(box.area == 0.7 * 0.3)
    #expect(box.center == (0.1 + 0.35, 0.2 + 0.15))
  }

  @Test func givesBackCornersThatAreFloats() {
    let corners = [Float(12.3), 45.6, 78.9, 1011.12].map(Double.init)
    let box = Box(x1: corners[0], y1: corners[1], x2: corners[2], y2: corners[3])
    #expect([box.x1, box.y1, box.x2, box.y2] == corners)
  }

  @Test func movesOneEdgeAtATime() {
    var box = Box(x1: 1, y1: 2, x2: 5, y2: 9)
    box.x1 = 2
    box.y1 = 4
    box.x2 = 8
    box.y2 = 6
    #expect(box == Box(x1: 2, y1: 4, x2: 8, y2: 6))
  }

  @Test func sharesNothingWhereBoxesOnlyTouch() {
    let box = Box(x1: 0, y1: 0, x2: 4, y2: 4)
    #expect(box.intersection(Box(x1: 4, y1: 0, x2: 8, y2: 4)) == 0)
    #expect(box.iou(Box(x1: 0, y1: 4, x2: 4, y2: 8)) == 0)
    #expect(box.intersection(Box(x1: 2, y1: 3, x2: 9, y2: 9)) == 2)
  }

  @Test func measuresOverlap() {
    let box = Box(x1: 0, y1: 0, x2: 10, y2: 10)
    let half = Box(x1: 0, y1: 0, x2: 10, y2: 5)
    #expect(box.iou(box) == 1)
    #expect(box.iou(half) == 0.5)
    #expect(half.share(inCrowd: box) == 1)
    #expect(box.share(inCrowd: half) == 0.5)
    #expect(box.share(inCrowd: Box(x1: 20, y1: 0, x2: 30, y2: 9)) == 0)
  }

  @Test func anEmptyBoxOverlapsNothing() {
    let empty = Box(x: 5, y: 5, width: 0, height: 3)
    #expect(empty.isEmpty && empty.iou(empty) == 0)
    #expect(Box(x: 0, y: 0, width: .nan, height: 1).isEmpty)
    #expect(Box(x: 0, y: 0, width: -1, height: 1).isEmpty)
    #expect(!Box(x: 0, y: 0, width: 1, height: 1).isEmpty)
  }

  @Test func isClippedToThePicture() {
    let inside = Box(x: 0.1, y: 0.2, width: 0.7, height: 0.3)
    #expect(inside.clipped(width: 1, height: 1) == inside)
    let across = Box(x1: -5, y1: 3, x2: 50, y2: 80)
    #expect(across.clipped(width: 40, height: 30) == Box(x1: 0, y1: 3, x2: 40, y2: 30))
    let outside = Box(x1: 50, y1: -9, x2: 60, y2: -4).clipped(width: 40, height: 30)
    #expect(outside.isEmpty && outside == Box(x: 40, y: 0, width: 0, height: 0))
  }
}
