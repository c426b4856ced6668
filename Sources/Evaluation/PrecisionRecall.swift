/// Precision and recall of one category in one area range, with one cap on detections per picture.
struct PrecisionRecall {
  /// Precision at each recall of `COCOThresholds.recall`, one row per IoU threshold; 0 where that recall is not reached.
  private(set) var precision: [[Double]] = []
  /// The recall reached, per IoU threshold.
  private(set) var recall: [Double] = []

  /// Accumulates the matches of all pictures; nil when the category has no object that counts, for which COCO leaves
  /// the category out of every mean.
  init?(_ category: CategoryCells, _ matches: CategoryMatches, maxDetections: Int) {
    guard matches.objectCount > 0 else { return nil }
    let order = category.fallingOrder.filter { category.candidates[$0].rank < maxDetections }
    for threshold in COCOThresholds.iou.indices {
      append(
        PrecisionRecall.precisions(order, matches, UInt16(1) << UInt16(threshold)), objectCount: matches.objectCount)
    }
  }

  /// Accumulates the precisions at each true positive, going down the scores, one list per IoU threshold; nil when the
  /// category has no object that counts.
  init?(precisionsAtHits: [[Double]], objectCount: Int) {
    guard objectCount > 0 else { return nil }
    for precisions in precisionsAtHits { append(precisions, objectCount: objectCount) }
  }

  private mutating func append(_ precisions: [Double], objectCount: Int) {
    recall.append(Double(precisions.count) / Double(objectCount))
    precision.append(PrecisionRecall.read(PrecisionRecall.envelope(precisions), objectCount: objectCount))
  }

  /// The precision at a true positive.
  static func precision(hits: Int, misses: Int) -> Double {
    Double(hits) / (Double(misses) + Double(hits) + Double.ulpOfOne)
  }

  /// The precision at each true positive. It is enough to look at those: between two of them precision only falls.
  private static func precisions(_ order: [Int], _ matches: CategoryMatches, _ bit: UInt16) -> [Double] {
    var precisions: [Double] = []
    var misses = 0
    for index in order where matches.ignored[index] & bit == 0 {
      if matches.matched[index] & bit == 0 {
        misses += 1
      } else {
        precisions.append(precision(hits: precisions.count + 1, misses: misses))
      }
    }
    return precisions
  }

  /// The best precision at or after each true positive.
  private static func envelope(_ precisions: [Double]) -> [Double] {
    var precisions = precisions
    for index in precisions.indices.dropLast().reversed() {
      precisions[index] = max(precisions[index], precisions[index + 1])
    }
    return precisions
  }

  /// The precision at the first true positive that reaches each recall.
  private static func read(_ atHits: [Double], objectCount: Int) -> [Double] {
    var hit = 0
    return COCOThresholds.recall.map { recall in
      while hit < atHits.count, Double(hit + 1) / Double(objectCount) < recall { hit += 1 }
      return hit < atHits.count ? atHits[hit] : 0
    }
  }
}
