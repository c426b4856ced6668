import Detection
import Evaluation
import Testing

@Suite("EvaluationSubset")
struct EvaluationSubsetTests {
  private let categories = [Category(id: 1, name: "cat"), Category(id: 2, name: "dog")]

  private func object(_ id: Int, visible: Double?) -> Annotation {
    Annotation(
      id: id, imageID: 1, categoryID: 1, box: Box(x: Double(id) * 100, y: 0, width: 50, height: 50),
      visibleFraction: visible)
  }

  private func summary(
    _ annotations: [Annotation], found: [Annotation], extra: [Detection] = [], _ band: VisibleBand
  ) -> COCOSummary {
    let detections = found.map { Detection(imageID: 1, categoryID: $0.categoryID, box: $0.box, score: 0.5) }
    return COCOEvaluation(
      images: [1], categories: categories, annotations: annotations, detections: detections + extra
    ).run(EvaluationSubset(name: "band", visible: band))
  }

  @Test func bandsHoldTheirEndsAsWritten() {
    let half = VisibleBand(0.25..<0.5)
    #expect([0.2, 0.25, 0.49, 0.5].map { half.contains($0) } == [false, true, true, false])
    let closed = VisibleBand(0.5...1)
    #expect([0.49, 0.5, 1, 1.01].map { closed.contains($0) } == [false, true, true, false])
    #expect(!closed.contains(nil))
    #expect(!closed.contains(.nan))
    #expect(half.description == "visible[0.25,0.5)")
    #expect(closed.description == "visible[0.5,1]")
  }

  @Test func missingAnObjectOutsideTheBandCostsNothing() {
    let (seen, hidden, unknown) = (object(1, visible: 0.9), object(2, visible: 0.1), object(3, visible: nil))
    let summary = summary([seen, hidden, unknown], found: [seen], VisibleBand(0.5...1))
    #expect(summary.value("AR100") == 1)
    #expect(summary.objectCount == 1)
  }

  @Test func findingAnObjectOutsideTheBandIsNoFalsePositive() throws {
    let (seen, hidden) = (object(1, visible: 0.9), object(2, visible: 0.1))
    let summary = summary([seen, hidden], found: [hidden, seen], VisibleBand(0.5...1))
    #expect(try #require(summary.value("AP")) > 0.999999)
  }

  @Test func findingNothingIsAFalsePositiveInEveryBand() throws {
    let seen = object(1, visible: 0.9)
    let nothing = Detection(
      imageID: 1, categoryID: 1, box: Box(x: 900, y: 0, width: 50, height: 50), score: 0.9)
    let summary = summary([seen], found: [seen], extra: [nothing], VisibleBand(0.5...1))
    #expect(abs(try #require(summary.value("AP")) - 0.5) < 1e-12)
  }

  @Test func categoriesOutsideAreNotEvaluated() {
    let evaluation = COCOEvaluation(
      images: [1], categories: categories, annotations: [object(1, visible: nil)], detections: [])
    let summary = evaluation.run(EvaluationSubset(name: "dogs", categoryIDs: [2, 77]))
    #expect(summary.perClass.map(\.category.name) == ["dog"])
    #expect(summary.value("AP") == nil)
  }
}
