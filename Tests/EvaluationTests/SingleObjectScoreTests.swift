import Detection
import Evaluation
import Testing

@Suite("SingleObjectScore")
struct SingleObjectScoreTests {
  private func object(in image: Int, of category: Int = 1, crowd: Bool = false) -> Annotation {
    Annotation(
      id: image, imageID: image, categoryID: category, box: Box(x: 0, y: 0, width: 10, height: 10),
      isCrowd: crowd)
  }

  private func detection(in image: Int, of category: Int, height: Double, score: Double) -> Detection {
    Detection(
      imageID: image, categoryID: category, box: Box(x: 0, y: 0, width: 10, height: height), score: score)
  }

  @Test func takesTheTopScoredDetectionOnly() {
    let score = SingleObjectScore(
      images: [1, 2], annotations: [object(in: 1), object(in: 2)],
      detections: [
        detection(in: 1, of: 2, height: 5, score: 0.9),  // an IoU of exactly a half, another class
        detection(in: 1, of: 1, height: 10, score: 0.8),
        detection(in: 2, of: 1, height: 4, score: 0.9),  // the class, but too small a box
        detection(in: 2, of: 2, height: 10, score: 0.2),
      ])
    #expect(score.n == 2)
    #expect(score.coLoc == 0.5)
    #expect(score.accuracy == 0.5)
  }

  @Test func countsAPictureWithoutDetectionsAsAFailure() {
    let score = SingleObjectScore(
      images: [1, 2, 3, 4], annotations: (1...4).map { object(in: $0) },
      detections: [detection(in: 3, of: 1, height: 10, score: 0.1)])
    #expect(score.coLoc == 0.25)
    #expect(score.accuracy == 0.25)
  }

  @Test func takesTheEarlierOfEqualScores() {
    let score = SingleObjectScore(
      images: [1], annotations: [object(in: 1)],
      detections: [
        detection(in: 1, of: 2, height: 10, score: .nan), detection(in: 1, of: 1, height: 1, score: 0.5),
        detection(in: 1, of: 2, height: 10, score: 0.5),
      ])
    #expect(score.coLoc == 0)
    #expect(score.accuracy == 1)
  }

  @Test func leavesOutPicturesWithoutAnObject() {
    let score = SingleObjectScore(
      images: [1, 2], annotations: [object(in: 1, crowd: true), object(in: 9)], detections: [])
    #expect(score.n == 0)
    #expect(score.coLoc == nil)
    #expect(score.accuracy == nil)
  }
}
