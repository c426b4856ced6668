import Detection
import Evaluation
import Testing

@Suite("MatchOutcomes")
struct MatchOutcomesTests {
  /// Recall is COCO's: over thresholds and categories its mean is the summary's AR at the greatest cap.
  @Test(arguments: ["ties", "crowds", "sizes", "many-detections", "id-zero", "visibility"])
  func areThoseThatRecallIsMadeOf(_ name: String) throws {
    let golden = try Golden(named: name)
    let evaluation = golden.evaluation
    for subset in golden.expected.map(\.subset) {
      var recalls: [Double] = []
      for threshold in COCOThresholds.iou {
        let outcomes = evaluation.outcomes(subset, iou: threshold)
        for category in evaluation.categories where subset.categoryIDs?.contains(category.id) ?? true {
          let found = outcomes.found.count {
            $0.verdict == .truePositive && golden.detections[$0.detection].categoryID == category.id
          }
          let missed = outcomes.missed.count { golden.annotations[$0.object].categoryID == category.id }
          if found + missed > 0 { recalls.append(Double(found) / Double(found + missed)) }
        }
      }
      let expected = evaluation.run(subset).values[8]
      let mean = recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
      #expect((mean == nil) == (expected == nil), "\(name), \(subset.name)")
      if let mean, let expected { #expect(abs(mean - expected) < 1e-12, "\(name), \(subset.name)") }
    }
  }

  @Test(arguments: ["ties", "crowds", "visibility"])
  func storedCellsGiveTheSame(_ name: String) throws {
    let golden = try Golden(named: name)
    let cells = MatchCells(
      of: golden.evaluation, annotations: golden.annotations, detections: golden.detections)
    for subset in golden.expected.map(\.subset) {
      let (direct, stored) = (
        golden.evaluation.outcomes(subset, iou: 0.6, minimumScore: 0.2),
        COCOEvaluation(cells).outcomes(subset, iou: 0.6, minimumScore: 0.2)
      )
      #expect(direct.found.map(\.verdict) == stored.found.map(\.verdict))
      #expect(direct.found.map(\.score) == stored.found.map { cells.detections[$0.detection].score })
      #expect(
        direct.missed.map { golden.annotations[$0.object].id } == stored.missed.map { cells.objects[$0.object].id })
    }
  }

  private static let cat = Category(id: 1, name: "cat")

  private func object(_ id: Int, x: Double, isCrowd: Bool = false) -> Annotation {
    Annotation(
      id: id, imageID: 7, categoryID: 1, box: Box(x: x, y: 0, width: 10, height: 10), isCrowd: isCrowd)
  }

  private func found(x: Double, score: Double) -> Detection {
    Detection(imageID: 7, categoryID: 1, box: Box(x: x, y: 0, width: 10, height: 10), score: score)
  }

  private func evaluation(_ objects: [Annotation], _ detections: [Detection]) -> COCOEvaluation {
    COCOEvaluation(images: [7], categories: [Self.cat], annotations: objects, detections: detections)
  }

  /// The second detection of an object is a false positive, one in a crowd neither, and what lies below the score is not
  /// looked at, so that its object is missed.
  @Test func everyDetectionAndObjectHasOneFate() {
    let outcomes = evaluation(
      [object(1, x: 0), object(2, x: 100), object(3, x: 200), object(4, x: 300, isCrowd: true)],
      [
        found(x: 1, score: 0.8), found(x: 0, score: 0.9), found(x: 100, score: 0.2), found(x: 300, score: 0.7),
        found(x: 500, score: 0.6),
      ]
    ).outcomes(minimumScore: 0.5)
    #expect(outcomes.found.map(\.detection) == [1, 0, 3, 4])
    #expect(outcomes.found.map(\.verdict) == [.truePositive, .falsePositive, .ignored, .falsePositive])
    #expect(outcomes.found.map(\.object) == [0, nil, 3, nil])
    #expect(outcomes.found.map(\.overlap) == [1, 0, 1, 0])
    #expect(outcomes.missed.map(\.object) == [1, 2] && outcomes.missed.allSatisfy { $0.imageID == 7 })
  }

  @Test func theThresholdDecides() {
    let shifted = evaluation([object(1, x: 0)], [found(x: 2, score: 0.5)])  // IoU 8 / 12
    #expect(shifted.outcomes(iou: 0.66).found.map(\.verdict) == [.truePositive])
    #expect(shifted.outcomes(iou: 0.67).found.map(\.verdict) == [.falsePositive])
    #expect(shifted.outcomes(iou: 0.67).missed.count == 1)
  }
}
