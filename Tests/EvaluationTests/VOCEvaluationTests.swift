import Detection
import Evaluation
import Foundation
import Testing

@Suite("VOCEvaluation")
struct VOCEvaluationTests {
  private struct Wanted: Decodable {
    let category: Int
    let area, eleven: Double?
  }

  @Test func equalsTheReferenceInBothForms() throws {
    let file = Golden.root.appending(path: "voc.json")
    let wanted = try JSONDecoder().decode([String: [Wanted]].self, from: Data(contentsOf: file))
    #expect(wanted.count == 8)
    for (name, classes) in wanted {
      let golden = try Golden(named: name)
      let annotations = golden.annotations.map { object in
        var object = object
        object.isDifficult = object.id % 3 == 0
        return object
      }
      for form in VOCEvaluation.Form.allCases {
        let evaluation = VOCEvaluation(
          images: golden.images, categories: golden.categories, annotations: annotations,
          detections: golden.detections, form: form)
        #expect(evaluation.perClass.map(\.category.id) == classes.map(\.category))
        for (score, one) in zip(evaluation.perClass, classes) {
          let expected = form == .area ? one.area : one.eleven
          #expect((score.ap == nil) == (expected == nil))
          #expect(abs((score.ap ?? 0) - (expected ?? 0)) < 1e-12, "\(name) \(form) \(one.category)")
        }
      }
    }
  }

  private func object(_ id: Int, x: Double, isDifficult: Bool = false) -> Annotation {
    Annotation(
      id: id, imageID: 1, categoryID: 1, box: Box(x: x, y: 0, width: 10, height: 10), isDifficult: isDifficult)
  }

  private func evaluate(_ objects: [Annotation], _ boxes: [Box], _ form: VOCEvaluation.Form = .area) -> VOCEvaluation {
    VOCEvaluation(
      images: [1], categories: [Category(id: 1, name: "cat")], annotations: objects,
      detections: boxes.enumerated().map {
        Detection(imageID: 1, categoryID: 1, box: $1, score: 1 - Double($0) / 10)
      }, form: form)
  }

  @Test func aSecondDetectionOfAnObjectIsWrong() {
    let one = object(1, x: 0)
    #expect(evaluate([one], [one.box, one.box]).meanAP == 1)
    let two = object(2, x: 100)
    // Right, wrong, right: half of the recall at precision 1, half at 2/3.
    #expect(abs((evaluate([one, two], [one.box, one.box, two.box]).meanAP ?? 0) - (0.5 + 1.0 / 3)) < 1e-12)
    // Recalls 0 to 0.5 read 1, the other five of eleven 2/3.
    #expect(
      abs((evaluate([one, two], [one.box, one.box, two.box], .elevenPoint).meanAP ?? 0) - (6 + 10.0 / 3) / 11) < 1e-12)
  }

  @Test func difficultObjectsCountForNothing() {
    let (plain, hard) = (object(1, x: 0), object(2, x: 100, isDifficult: true))
    let evaluation = evaluate([plain, hard], [hard.box, hard.box, plain.box])
    #expect(evaluation.meanAP == 1)
    #expect(evaluation.objectCount == 1)
    #expect(evaluate([hard], [hard.box]).meanAP == nil)
  }

  @Test func anOverlapOfExactlyAHalfIsNotEnough() {
    let one = object(1, x: 0)
    #expect(evaluate([one], [Box(x: 0, y: 0, width: 10, height: 5)]).meanAP == 0)
    #expect(evaluate([one], [Box(x: 0, y: 0, width: 10, height: 5.1)]).meanAP == 1)
  }
}
