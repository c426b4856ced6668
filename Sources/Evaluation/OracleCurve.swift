/// AP at IoU 0.5 with some detections changed by an oracle.
struct OracleCurve {
  /// What an oracle makes of a detection.
  enum Verdict {
    /// It finds an object of the category at this place.
    case hit(Int)
    /// It is a false positive of its category.
    case miss
    /// It is not there.
    case gone
  }

  private let categoryOfDetection: [Int]
  /// The categories that the mean is over, as places.
  private let categories: [Int]
  /// All detections by falling score; ties by place.
  private let order: [Int]
  /// How many objects of each category count.
  let objectCounts: [Int]

  init(_ cells: MatchCells, _ errors: DetectionErrors, categories: [Int]) {
    categoryOfDetection = errors.categoryOfDetection
    self.categories = categories
    order = CategoryCells.fallingOrder(cells.detections.map(\.score))
    var counts = [Int](repeating: 0, count: cells.categories.count)
    for (object, category) in zip(cells.objects, errors.categoryOfObject) where !object.isCrowd {
      counts[category] += 1
    }
    objectCounts = counts
  }

  /// The mean over the categories that have objects; nil if none has.
  ///
  /// - Parameters:
  ///   - needed: How many objects of each category have to be found. A category in which none is left keeps its place in
  ///     the mean, with 0, unless it never had any.
  ///   - verdict: What becomes of a detection.
  func ap50(needed: [Int], _ verdict: (Int) -> Verdict) -> Double? {
    var precisions = [[Double]](repeating: [], count: objectCounts.count)
    var misses = [Int](repeating: 0, count: objectCounts.count)
    for detection in order {
      switch verdict(detection) {
      case .hit(let category):
        let hits = precisions[category].count + 1
        precisions[category].append(PrecisionRecall.precision(hits: hits, misses: misses[category]))
      case .miss: misses[categoryOfDetection[detection]] += 1
      case .gone: continue
      }
    }
    let results = categories.filter { objectCounts[$0] > 0 }.map { category in
      needed[category] > 0
        ? PrecisionRecall(precisionsAtHits: [precisions[category]], objectCount: needed[category])
        : PrecisionRecall(precisionsAtHits: [[]], objectCount: 1)
    }
    return COCOSummary.meanPrecision(results, 0..<1)
  }
}
