import Detection
import Evaluation
import Foundation
import Testing

@Suite("COCOEvaluation")
struct COCOEvaluationTests {
  @Test(arguments: Golden.names)
  func equalsPycocotoolsToTheLastBit(_ name: String) throws {
    let golden = try Golden(named: name)
    let evaluation = golden.evaluation
    #expect(golden.expected.count == 5)
    for expected in golden.expected {
      let summary = evaluation.run(expected.subset)
      #expect(summary.values == expected.stats, "\(name), \(expected.name)")
      #expect(summary.perClass.map(\.category.id) == expected.categories)
      #expect(summary.perClass.map(\.ap) == expected.perClass.map(\.ap), "\(name), \(expected.name)")
      #expect(summary.perClass.map(\.n) == expected.perClass.map(\.n))
      #expect(summary.objectCount == expected.perClass.reduce(0) { $0 + $1.n })
    }
  }

  @Test(arguments: Golden.maskNames)
  func equalsPycocotoolsForMasksToTheLastBit(_ name: String) throws {
    let golden = try Golden(named: name)
    let evaluation = golden.evaluation(of: .mask)
    #expect(golden.expectedOfMasks.count == 5)
    for expected in golden.expectedOfMasks {
      let summary = evaluation.run(expected.subset)
      #expect(summary.values == expected.stats, "\(name), \(expected.name)")
      #expect(summary.perClass.map(\.ap) == expected.perClass.map(\.ap), "\(name), \(expected.name)")
      #expect(summary.perClass.map(\.n) == expected.perClass.map(\.n))
    }
    #expect(golden.expectedOfMasks.map(\.stats) != golden.expected.map(\.stats), "masks tell no more than boxes")
  }

  /// For `scripts/make-coco-goldens.py --random`: `COCO_GOLDENS=DIR` compares the cases in that folder as well.
  @Test func equalsPycocotoolsOnTheRandomCasesGiven() throws {
    guard let folder = ProcessInfo.processInfo.environment["COCO_GOLDENS"] else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let golden = try Golden(named: name, under: URL(filePath: folder))
      for (measure, list) in [(OverlapMeasure.box, golden.expected), (.mask, golden.expectedOfMasks)]
      where !list.isEmpty {
        let evaluation = golden.evaluation(of: measure)
        for expected in list {
          #expect(evaluation.run(expected.subset).values == expected.stats, "\(name), \(expected.name), \(measure)")
        }
      }
    }
  }

  @Test func takesOnlyTheAnnotationsOfASubset() throws {
    let (wanted, other) = (object(1), object(2))
    let evaluation = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: [wanted, other], detections: [find(wanted), find(other)])
    let summary = evaluation.run(EvaluationSubset(name: "one", annotationIDs: [1]))
    #expect(summary.objectCount == 1)
    #expect(try #require(summary.value("AP")) > 0.999999)
    #expect(evaluation.run(EvaluationSubset(name: "none", annotationIDs: [])).value("AP") == nil)
  }

  static let cat = Category(id: 1, name: "cat")

  private func object(_ id: Int, in image: Int = 1, of category: Int = 1, side: Double = 50) -> Annotation {
    let offset = Double(id) * 200
    return Annotation(
      id: id, imageID: image, categoryID: category, box: Box(x: offset, y: 0, width: side, height: side))
  }

  private func find(_ object: Annotation, score: Double = 0.5) -> Detection {
    Detection(imageID: object.imageID, categoryID: object.categoryID, box: object.box, score: score)
  }

  @Test func namesItsNumbersInCOCOsOrder() {
    let summary = COCOEvaluation(images: [1], categories: [Self.cat], annotations: [], detections: []).run()
    let names = [
      "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl",
    ]
    #expect(summary.metrics.map(\.name) == names)
    #expect(summary.value("AP51") == nil)
  }

  @Test func hasNoNumbersWithoutObjects() {
    let stray = Detection(
      imageID: 1, categoryID: 1, box: Box(x: 0, y: 0, width: 9, height: 9), score: 1)
    let summary = COCOEvaluation(images: [1], categories: [Self.cat], annotations: [], detections: [stray])
      .run()
    #expect(summary.values == [Double?](repeating: nil, count: 12))
    #expect(summary.perClass.map(\.ap) == [nil])
    #expect(summary.objectCount == 0)
  }

  @Test func scoresZeroWithoutDetections() {
    let summary = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: [object(1)], detections: []
    ).run()
    #expect(summary.value("AP") == 0)
    #expect(summary.value("AR100") == 0)
    #expect(summary.value("APs") == nil)
    #expect(summary.value("APm") == 0)
    #expect(summary.metrics.map(\.n) == [1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0])
  }

  @Test func runsOnNothingAtAll() {
    let evaluation = COCOEvaluation(images: [], categories: [], annotations: [object(1)], detections: [])
    #expect(evaluation.run().value("AP") == nil)
    #expect(evaluation.run().perClass.isEmpty)
  }

  @Test func countsAnObjectOnTheBorderOfTwoAreaRangesInBoth() {
    let border = object(1, side: 32)
    let summary = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: [border], detections: [find(border)]
    ).run()
    #expect(summary.value("ARs") == 1)
    #expect(summary.value("ARm") == 1)
    #expect(summary.value("ARl") == nil)
  }

  @Test func losesTheObjectWithIDZeroAndTells() {
    let evaluation = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: [object(0)], detections: [find(object(0))])
    #expect(evaluation.objectsWithIDZero == 1)
    #expect(evaluation.run().value("AP") == 0)
  }

  @Test func leavesOutAndCountsDetectionsOfUnknownPicturesAndCategories() throws {
    let thing = object(1)
    let evaluation = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: [thing],
      detections: [find(thing), find(object(2, in: 7), score: 1), find(object(2, of: 9), score: 1)])
    #expect(evaluation.strayDetections == 2)
    let ap = try #require(evaluation.run().value("AP"))
    #expect(ap > 0.999999)
  }

  @Test func ordersPicturesAndCategoriesByID() {
    let categories = [Category(id: 9, name: "z"), Category(id: 2, name: "a"), Category(id: 9, name: "again")]
    let evaluation = COCOEvaluation(
      images: [5, 1, 5], categories: categories, annotations: [], detections: [])
    #expect(evaluation.categories.map(\.name) == ["a", "z"])
  }

  @Test func sortsScoresThatAreNotNumbersLast() throws {
    let thing = object(1)
    let evaluation = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: [thing],
      detections: [find(object(3), score: .nan), find(thing, score: 0.1)])
    let ap = try #require(evaluation.run().value("AP"))
    #expect(ap > 0.999999)
  }

  @Test func takesOtherCapsOnDetections() {
    let things = [object(1), object(2), object(3)]
    let summary = COCOEvaluation(
      images: [1], categories: [Self.cat], annotations: things, detections: things.map { find($0) },
      maxDetections: [3, 1, 2]
    ).run()
    #expect(summary.metrics[6...8].map(\.name) == ["AR1", "AR2", "AR3"])
    let recalls = summary.metrics[6...8].map { ($0.value ?? -1) * 3 }
    #expect(zip(recalls, [1, 2, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
