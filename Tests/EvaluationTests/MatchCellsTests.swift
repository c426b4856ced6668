import Detection
import Evaluation
import Testing

@Suite("MatchCells")
struct MatchCellsTests {
  private func cells(_ golden: Golden, _ measure: OverlapMeasure = .box) -> MatchCells {
    MatchCells(
      of: golden.evaluation(of: measure), annotations: golden.annotations, detections: golden.detections)
  }

  /// Subsets that nobody thought of when the cells were stored.
  private func subsets(_ golden: Golden) -> [EvaluationSubset] {
    let ids = golden.annotations.map(\.id)
    return golden.expected.map(\.subset) + [
      EvaluationSubset(name: "half", visible: VisibleBand(0.3..<0.7)),
      EvaluationSubset(name: "one", categoryIDs: Set(golden.categories.prefix(1).map(\.id))),
      EvaluationSubset(name: "third", annotationIDs: Set(ids.filter { $0 % 3 == 1 })),
    ]
  }

  private func expectEqual(_ a: COCOEvaluation, _ b: COCOEvaluation, _ golden: Golden) {
    for subset in subsets(golden) {
      #expect(a.run(subset) == b.run(subset), "\(golden.name), \(subset.name)")
    }
    #expect(a.visibleCurve(VisibleBand.equal(7)) == b.visibleCurve(VisibleBand.equal(7)))
    #expect(a.objectsWithIDZero == b.objectsWithIDZero)
  }

  @Test(arguments: Golden.names)
  func giveTheNumbersOfADirectEvaluationToTheLastBit(_ name: String) throws {
    let golden = try Golden(named: name)
    let cells = cells(golden)
    #expect(cells.flaw == nil)
    expectEqual(golden.evaluation, COCOEvaluation(cells), golden)
    for expected in golden.expected { #expect(COCOEvaluation(cells).run(expected.subset).values == expected.stats) }
  }

  @Test(arguments: Golden.maskNames)
  func giveThoseOfMasksToo(_ name: String) throws {
    let golden = try Golden(named: name)
    let cells = cells(golden, .mask)
    #expect(cells.flaw == nil)
    expectEqual(golden.evaluation(of: .mask), COCOEvaluation(cells, measure: .mask), golden)
    #expect(cells.pairs != self.cells(golden).pairs)
  }

  @Test(arguments: Golden.names)
  func pairsBelowTheLeastThresholdDecideNothing(_ name: String) throws {
    let golden = try Golden(named: name)
    var cells = cells(golden)
    cells.pairs.removeAll { $0.overlap < 0.5 }
    expectEqual(golden.evaluation, COCOEvaluation(cells), golden)
  }

  @Test func aMissingPairAboveItDoes() throws {
    let golden = try Golden(named: "crowds")
    var cells = cells(golden)
    cells.pairs.removeAll { $0.overlap > 0.9 }
    #expect(COCOEvaluation(cells).run() != golden.evaluation.run())
  }

  @Test(arguments: Golden.maskNames)
  func comeBackFromTheirColumns(_ name: String) throws {
    let golden = try Golden(named: name)
    var (boxes, masks) = (cells(golden), cells(golden, .mask))
    for index in boxes.scopes.indices {
      (boxes.scopes[index], masks.scopes[index]) = (index == 0 ? .novel : .base, index == 0 ? .novel : .base)
    }
    (boxes.knownOcclusions, masks.knownOcclusions) = ([.occluded], [.occluded])
    (boxes.objects[0].occlusions, masks.objects[0].occlusions) = (.occluded, .occluded)
    let columns = CellColumns([("bbox", boxes), ("segm", masks)])
    #expect(columns.measures == ["bbox", "segm"])
    #expect(try MatchCells(columns, measure: "bbox") == boxes)
    #expect(try MatchCells(columns, measure: "segm") == masks)
  }

  @Test func nameTheRivalOfAnotherCategory() {
    let categories = [Category(id: 1, name: "cat"), Category(id: 2, name: "dog")]
    func box(_ x: Double) -> Box { Box(x: x, y: 0, width: 10, height: 10) }
    let annotations = [
      Annotation(id: 1, imageID: 1, categoryID: 1, box: box(0)),
      Annotation(id: 2, imageID: 1, categoryID: 2, box: box(2)),
      Annotation(id: 3, imageID: 2, categoryID: 2, box: box(0)),
      Annotation(id: 4, imageID: 1, categoryID: 2, box: box(0), isCrowd: true),
    ]
    let detections = [
      Detection(imageID: 1, categoryID: 1, box: box(0), score: 0.9),
      Detection(imageID: 1, categoryID: 2, box: box(9.5), score: 0.8),
    ]
    let evaluation = COCOEvaluation(
      images: [1, 2], categories: categories, annotations: annotations, detections: detections)
    let cells = MatchCells(of: evaluation, annotations: annotations, detections: detections)
    #expect(cells.objects.map(\.id) == [1, 2, 4, 3])
    #expect(cells.detections.map(\.rival) == [1, nil])
    #expect(abs(cells.detections[0].rivalOverlap - 80.0 / 120) < 1e-12)
    #expect(
      cells.pairs == [
        MatchCells.Pair(detection: 0, object: 0, overlap: 1),
        MatchCells.Pair(detection: 1, object: 1, overlap: 25.0 / 175),
      ])
  }

  /// Each change makes cells that an evaluation could not take.
  static let faults: [(String, @Sendable (inout MatchCells) -> Void)] = [
    ("max_detections", { $0.maxDetections = [1, 10] }), ("image_id", { $0.imageIDs.reverse() }),
    ("category_id", { $0.categories.reverse() }), ("category_scope", { $0.scopes.removeLast() }),
    ("cell_image", { $0.cells[1].image = $0.cells[0].image }), ("cell_image", { $0.cells[0].image = -1 }),
    ("cell_image", { $0.cells[0].category = 99 }), ("cell_detections", { $0.cells[0].detectionCount = 1000 }),
    ("cell_objects", { $0.cells[0].objectCount += 1 }), ("cell_objects", { $0.objects.removeLast() }),
    ("cell_objects", { $0.cells[0].objectCount = .max }), ("cell_objects", { $0.detections.removeLast() }),
    (
      "cell_objects",
      {
        $0.cells.append(
          .init(category: $0.categories.count - 1, image: $0.imageIDs.count, objectCount: 0, detectionCount: 1))
        $0.imageIDs.append(.max)
      }
    ),
    ("detection_score", { $0.detections[0].score = -1 }), ("pair_object", { $0.pairs[0].object = -1 }),
    ("pair_object", { $0.pairs.reverse() }), ("pair_object", { $0.pairs.insert($0.pairs[0], at: 0) }),
    ("pair_overlap", { $0.pairs[0].overlap = 0.05 }),
    ("pair_detection", { $0.pairs[$0.pairs.count - 1].detection = .max }),
    ("rival_object", { $0.detections[0].rival = 99_999 }),
  ]

  @Test(arguments: faults.indices)
  func tellWhatIsWrongWithThem(_ index: Int) throws {
    let golden = try Golden(named: "many-detections")
    var cells = cells(golden)
    #expect(cells.cells[0].detectionCount > 1 && cells.pairs.count > 2)
    Self.faults[index].1(&cells)
    #expect(cells.flaw?.column == Self.faults[index].0)
  }

  @Test func columnsThatAreMissingOrTooShortAreNamed() throws {
    let columns = CellColumns([("bbox", cells(try Golden(named: "ties")))])
    for name in columns.integers.keys.sorted() {
      var less = columns
      less.integers[name] = nil
      #expect(throws: CellFlaw.self, "\(name)") { try MatchCells(less, measure: "bbox") }
    }
    for name in columns.numbers.keys.sorted() {
      var less = columns
      less.numbers[name]?.removeLast()
      #expect(throws: CellFlaw.self, "\(name)") { try MatchCells(less, measure: "bbox") }
    }
    #expect(throws: CellFlaw.self) { try MatchCells(columns, measure: "segm") }
    var scope = columns
    scope.integers["category_scope"]?[0] = 7
    #expect(throws: CellFlaw.self) { try MatchCells(scope, measure: "bbox") }
  }
}
