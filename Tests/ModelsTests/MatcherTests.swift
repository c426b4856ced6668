import Models
import Testing

@Suite struct MatcherTests {
  let objects: [Corners] = [[0, 0, 10, 10], [20, 0, 30, 10]]

  @Test func thresholdsPartPositivesIgnoredAndBackground() {
    let boxes: [Corners] = [[0, 0, 10, 10], [0, 0, 10, 5], [0, 0, 10, 2], [20, 0, 30, 8], [50, 50, 60, 60]]
    let matcher = Matcher(positiveIoU: 0.7, negativeIoU: 0.3, matchesLowQuality: false, lowQualityIoU: 0)
    #expect(matcher.match(boxes, to: objects) == [0, Matcher.ignored, Matcher.background, 1, Matcher.background])
  }

  @Test func anIoUAtTheThresholdIsPositive() {
    #expect(Matcher.proposals.match([[0, 0, 10, 5], [0, 0, 10, 4.99]], to: objects) == [0, Matcher.background])
  }

  @Test func everyObjectGetsItsBestBoxesWhenTheyAreGoodEnough() {
    let boxes: [Corners] = [[0, 0, 10, 4], [0, 6, 10, 10], [0, 0, 10, 3], [20, 0, 30, 2]]
    let found = Matcher.anchors.match(boxes, to: objects)
    // Both boxes tie for the first object; the second one's best has an IoU of 0.2 only.
    #expect(found == [0, 0, Matcher.ignored, Matcher.background])
  }

  @Test func aLaterObjectTakesASharedBestBox() {
    let twins: [Corners] = [[0, 0, 10, 10], [0, 0, 10, 10]]
    #expect(Matcher.anchors.match([[0, 0, 10, 10]], to: twins) == [1])
    #expect(Matcher.proposals.match([[0, 0, 10, 10]], to: twins) == [0])
  }

  @Test func withoutObjectsAllIsBackground() {
    #expect(Matcher.anchors.match([[0, 0, 1, 1], [0, 0, 2, 2]], to: []) == [-1, -1])
  }
}
