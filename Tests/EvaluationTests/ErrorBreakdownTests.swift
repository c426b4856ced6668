import Detection
import Evaluation
import Testing

@Suite("ErrorBreakdown")
struct ErrorBreakdownTests {
  private let categories = [Category(id: 1, name: "cat"), Category(id: 2, name: "dog")]

  private func box(_ x: Double) -> Box { Box(x: x, y: 0, width: 10, height: 10) }

  private func object(_ id: Int, _ category: Int, at x: Double, crowd: Bool = false) -> Annotation {
    Annotation(id: id, imageID: 1, categoryID: category, box: box(x), isCrowd: crowd)
  }

  private func found(_ category: Int, at x: Double, _ score: Double) -> Detection {
    Detection(imageID: 1, categoryID: category, box: box(x), score: score)
  }

  private func breakdown(
    _ annotations: [Annotation], _ detections: [Detection], told: Set<Int>? = nil
  ) -> ErrorBreakdown {
    let evaluation = COCOEvaluation(
      images: [1], categories: categories, annotations: annotations, detections: detections)
    return ErrorBreakdown(
      MatchCells(of: evaluation, annotations: annotations, detections: detections), categoryIDs: told)
  }

  /// Expects that nothing but these parts has a count, and that they gain so much.
  private func expect(
    _ breakdown: ErrorBreakdown, ap50: Double, _ parts: [String: (count: Int, gain: Double)],
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(abs((breakdown.ap50 ?? .nan) - ap50) < 1e-9, "AP50 \(breakdown.ap50 ?? .nan)", sourceLocation: location)
    #expect(
      breakdown.parts.map(\.name) == ["Cls", "Loc", "Both", "Dupe", "Bkg", "Miss", "FalsePos", "FalseNeg"],
      sourceLocation: location)
    for part in breakdown.parts {
      let (count, gain) = parts[part.name] ?? (0, 0)
      #expect(part.count == count, "\(part.name): \(part.count)", sourceLocation: location)
      #expect(
        abs((part.gain ?? .nan) - gain) < 1e-9, "\(part.name): \(part.gain ?? .nan)", sourceLocation: location)
    }
  }

  @Test func aWholeDetectorHasNoErrors() {
    expect(breakdown([object(1, 1, at: 0)], [found(1, at: 1, 0.9)]), ap50: 1, [:])
  }

  // Objects of 10 x 10 that are shifted by s overlap by (10 - s) / (10 + s).
  @Test func localization() {
    // 5/15 is between 0.1 and 0.5.
    expect(
      breakdown([object(1, 1, at: 0)], [found(1, at: 5, 0.9)]), ap50: 0,
      ["Loc": (1, 1), "FalsePos": (1, 0), "FalseNeg": (1, 0)])
  }

  @Test func classification() {
    // The dog's box on the cat: moved to the cats it finds the cat. Dogs keep AP 1, but for the wrong one before it.
    let result = breakdown(
      [object(1, 1, at: 0), object(2, 2, at: 50)], [found(2, at: 0, 0.9), found(2, at: 50, 0.8)])
    expect(
      result, ap50: 0.25,
      ["Cls": (1, 0.75), "FalsePos": (1, 0.25), "FalseNeg": (1, 0)])
  }

  @Test func both() {
    expect(
      breakdown([object(1, 1, at: 0), object(2, 2, at: 50)], [found(2, at: 5, 0.9), found(2, at: 50, 0.8)]),
      ap50: 0.25, ["Both": (1, 0.25), "Miss": (1, 0), "FalsePos": (1, 0.25), "FalseNeg": (1, 0)])
  }

  @Test func duplicate() {
    // Found twice before the second object is: precision 1, then 2/3 over the upper half of recalls.
    let result = breakdown(
      [object(1, 1, at: 0), object(2, 1, at: 50)],
      [found(1, at: 0, 0.9), found(1, at: 1, 0.8), found(1, at: 50, 0.7)])
    let before = (51 + 50 * 2.0 / 3) / 101
    expect(result, ap50: before, ["Dupe": (1, 1 - before), "FalsePos": (1, 1 - before)])
  }

  @Test func background() {
    // 0.5/19.5 is below 0.1.
    expect(
      breakdown([object(1, 1, at: 0)], [found(1, at: 9.5, 0.9), found(1, at: 0, 0.8)]), ap50: 0.5,
      ["Bkg": (1, 0.5), "FalsePos": (1, 0.5)])
  }

  @Test func miss() {
    expect(
      breakdown([object(1, 1, at: 0), object(2, 1, at: 50)], [found(1, at: 0, 0.9)]), ap50: 51.0 / 101,
      ["Miss": (1, 50.0 / 101), "FalseNeg": (1, 50.0 / 101)])
  }

  @Test func ofSeveralErrorsAtOneObjectOnlyTheBestIsFixed() {
    // Two boxes beside one object: the better one finds it, the other goes.
    expect(
      breakdown([object(1, 1, at: 0)], [found(1, at: 5, 0.9), found(1, at: 6, 0.8)]), ap50: 0,
      ["Loc": (2, 1), "FalsePos": (2, 0), "FalseNeg": (1, 0)])
    // The object is found by a third: both go.
    expect(
      breakdown([object(1, 1, at: 0)], [found(1, at: 5, 0.9), found(1, at: 6, 0.8), found(1, at: 0, 0.7)]),
      ap50: 1.0 / 3, ["Loc": (2, 2.0 / 3), "FalsePos": (2, 2.0 / 3)])
  }

  @Test func crowdsAreNoErrors() {
    let crowd = object(2, 1, at: 40, crowd: true)
    expect(breakdown([object(1, 1, at: 0), crowd], [found(1, at: 40, 0.9), found(1, at: 0, 0.8)]), ap50: 1, [:])
  }

  @Test func aSubsetIsOfItsCategoriesButSeesTheOthers() {
    let annotations = [object(1, 1, at: 0), object(2, 2, at: 50)]
    let detections = [found(2, at: 0, 0.9), found(2, at: 50, 0.8)]
    expect(
      breakdown(annotations, detections, told: [2]), ap50: 0.5, ["Cls": (1, 0.5), "FalsePos": (1, 0.5)])
    expect(breakdown(annotations, detections, told: [1]), ap50: 0, ["Cls": (0, 1), "FalseNeg": (1, 0)])
  }

  @Test func withoutObjectsThereIsNoNumber() {
    let empty = breakdown([], [found(1, at: 0, 0.5)])
    #expect(empty.ap50 == nil && empty.parts.allSatisfy { $0.gain == nil })
    #expect(empty["Bkg"]?.count == 1)
  }

  @Test(arguments: Golden.names) func noOracleLowersAPAndEveryErrorIsCountedOnce(_ name: String) throws {
    let golden = try Golden(named: name)
    let evaluation = golden.evaluation
    let cells = MatchCells(of: evaluation, annotations: golden.annotations, detections: golden.detections)
    let ids = evaluation.categories.map(\.id)
    for told in [nil, Set(ids.prefix(1)), Set(ids.suffix(2))] {
      let breakdown = ErrorBreakdown(cells, categoryIDs: told)
      let summary = evaluation.run(EvaluationSubset(name: "told", categoryIDs: told))
      #expect(breakdown.ap50 == summary.value("AP50"), "\(name)")
      guard breakdown.ap50 != nil else { continue }
      for part in breakdown.parts { #expect((part.gain ?? -1) >= 0, "\(name), \(part.name): \(part.gain ?? -1)") }
      let kinds = ["Cls", "Loc", "Both", "Dupe", "Bkg"].reduce(0) { $0 + (breakdown[$1]?.count ?? 0) }
      #expect(kinds == breakdown["FalsePos"]?.count)
      #expect((breakdown["Miss"]?.count ?? 0) <= (breakdown["FalseNeg"]?.count ?? 0))
      // All false positives gone at once is no less than any one kind of those that only goes.
      for name in ["Both", "Dupe", "Bkg"] {
        #expect((breakdown[name]?.gain ?? 0) <= (breakdown["FalsePos"]?.gain ?? 0))
      }
    }
  }
}
