import Detection
import Evaluation
import Testing

@Suite("FixedScoreRecall")
struct FixedScoreRecallTests {
  private func object(_ id: Int, of category: Int = 1, rows: ClosedRange<Int> = 0...7) -> Annotation {
    Annotation(id: id, imageID: 1, categoryID: category, box: Box(x: 0, y: 0, width: 8, height: 8), mask: mask(rows))
  }

  /// Some rows of a picture of 8 x 8.
  private func mask(_ rows: ClosedRange<Int>) -> RLE {
    RLE(mask: (0..<64).map { rows.contains($0 / 8) ? 1 : 0 }, height: 8, width: 8)
  }

  private func detection(
    of category: Int = 1, height: Double = 8, rows: ClosedRange<Int> = 0...7, score: Double, in image: Int = 1
  ) -> Detection {
    Detection(
      imageID: image, categoryID: category, box: Box(x: 0, y: 0, width: 8, height: height), score: score,
      mask: mask(rows))
  }

  @Test func bothThresholdsBelongToWhatCounts() {
    func found(_ detection: Detection, _ measure: OverlapMeasure) -> Int {
      FixedScoreRecall(objects: [object(1)], detections: [detection], measure: measure).found
    }
    #expect(found(detection(height: 6, score: 0.3), .box) == 1)
    #expect(found(detection(height: 5.99, score: 0.3), .box) == 0)
    #expect(found(detection(height: 8, score: 0.299), .box) == 0)
    #expect(found(detection(rows: 0...5, score: 0.3), .mask) == 1)
    #expect(found(detection(rows: 0...4, score: 0.3), .mask) == 0)
    #expect(found(detection(of: 2, score: 1), .mask) == 0)
    #expect(found(detection(score: 1, in: 2), .mask) == 0)
  }

  @Test func oneDetectionMayFindSeveralObjects() {
    let recall = FixedScoreRecall(
      objects: [object(1), object(2), object(3, of: 2)], detections: [detection(score: 0.9)], measure: .mask)
    #expect((recall.found, recall.n) == (2, 3))
    #expect(recall.value == 2.0 / 3)
  }

  @Test func hasNoValueWithoutObjects() {
    #expect(FixedScoreRecall(objects: [], detections: [detection(score: 1)], measure: .box).value == nil)
  }
}
