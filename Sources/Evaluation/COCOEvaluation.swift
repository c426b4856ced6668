public import Detection

/// COCO's evaluation of boxes or masks, with the numbers of pycocotools 2.0.11 to the last bit.
///
/// Objects and detections are gathered and their overlaps computed once; `run` may then be asked for any number of
/// subsets. Ties are resolved as pycocotools does it: detections of equal score by the pictures' ids, then by the order
/// given; of objects with equal overlap the later one wins.
///
/// Like pycocotools, it loses an object whose annotation id is 0: the detection that finds it counts as a false
/// positive. `objectsWithIDZero` tells how many there are, so that readers can warn.
public struct COCOEvaluation: Sendable {
  /// COCO's own caps on detections per picture and category.
  public static let caps = [1, 10, 100]

  /// The categories, by rising id.
  public let categories: [Category]
  /// The caps on detections per picture and category, ascending; COCO's are 1, 10 and 100.
  public let maxDetections: [Int]
  /// Objects whose annotation id is 0, which no detection can score with.
  public let objectsWithIDZero: Int
  /// Detections of pictures or categories that are not evaluated; they were left out.
  public let strayDetections: Int
  /// Ids of the evaluated pictures, ascending.
  public let imageIDs: [Int]
  let cells: [CategoryCells]
  let measure: OverlapMeasure

  /// Gathers what there is to evaluate.
  ///
  /// - Parameters:
  ///   - images: Ids of the pictures to evaluate, in any order. Pictures without objects belong in: detections on them
  ///     are false positives.
  ///   - categories: The categories to evaluate.
  ///   - annotations: The objects, in file order; those of other pictures or categories are left out.
  ///   - detections: The detections, in file order.
  ///   - maxDetections: Three caps on detections per picture and category. AP reads the greatest.
  ///   - measure: Whether boxes or masks are laid over each other; with `.mask` every annotation and detection has one.
  public init(
    images: [Int], categories: [Category], annotations: [Annotation], detections: [Detection],
    maxDetections: [Int] = COCOEvaluation.caps, measure: OverlapMeasure = .box
  ) {
    guard maxDetections.count == 3, maxDetections.allSatisfy({ $0 > 0 }) else {
      fatalError("COCO's summary takes three positive caps on detections, not \(maxDetections).")
    }
    self.maxDetections = maxDetections.sorted()
    self.categories = COCOEvaluation.unique(categories)
    let grid = CellGrid(images: images, categories: self.categories.map(\.id))
    let objects = grid.group(annotations) { ($0.imageID, $0.categoryID) }
    let candidates = grid.group(detections) { ($0.imageID, $0.categoryID) }
    objectsWithIDZero = objects.members.count { annotations[$0].id == 0 }
    strayDetections = detections.count - candidates.members.count
    let limit = self.maxDetections[2]
    imageIDs = grid.imageIDs
    self.measure = measure
    cells = self.categories.indices.map { category in
      var cells = CategoryCells()
      for image in 0..<grid.imageCount {
        let objects = objects[grid.cell(image: image, category: category)]
        let candidates = candidates[grid.cell(image: image, category: category)]
        if objects.isEmpty && candidates.isEmpty { continue }
        cells.append(
          image: image, annotations: annotations, objects: objects, detections: detections, found: candidates,
          limit: limit, measure: measure)
      }
      cells.seal()
      return cells
    }
  }

  /// An evaluation of stored cells, with the numbers of the evaluation that they were taken from to the last bit.
  ///
  /// - Parameters:
  ///   - cells: Cells without a flaw (`MatchCells.flaw`).
  ///   - measure: What their overlaps were measured between.
  public init(_ cells: MatchCells, measure: OverlapMeasure = .box) {
    maxDetections = cells.maxDetections
    categories = cells.categories
    imageIDs = cells.imageIDs
    self.measure = measure
    self.cells = cells.byCategory()
    objectsWithIDZero = cells.objects.count { $0.id == 0 }
    strayDetections = 0
  }

  /// The summary for one subset of the objects.
  public func run(_ subset: EvaluationSubset = .all) -> COCOSummary {
    let chosen = categories.indices.filter { subset.categoryIDs?.contains(categories[$0].id) ?? true }
    return COCOSummary(
      subset: subset, categories: chosen.map { categories[$0] },
      accumulations: chosen.map {
        CategoryAccumulation(cells[$0], subset: subset, maxDetections: maxDetections)
      },
      maxDetections: maxDetections)
  }

  /// The categories by rising id, the first of each id.
  private static func unique(_ categories: [Category]) -> [Category] {
    var seen = Set<Int>()
    return categories.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
  }
}
