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
      let atHits = PrecisionRecall.envelope(order, matches, UInt16(1) << UInt16(threshold))
      recall.append(Double(atHits.count) / Double(matches.objectCount))
      precision.append(PrecisionRecall.read(atHits, objectCount: matches.objectCount))
    }
  }

  /// The best precision at or after each true positive, going down the scores. It is enough to look at true positives:
  /// between two of them precision only falls.
  private static func envelope(_ order: [Int], _ matches: CategoryMatches, _ bit: UInt16) -> [Double] {
    var precisions: [Double] = []
    var misses = 0
    for index in order where matches.ignored[index] & bit == 0 {
      if matches.matched[index] & bit == 0 {
        misses += 1
      } else {
        let hits = Double(precisions.count + 1)
        precisions.append(hits / (Double(misses) + hits + Double.ulpOfOne))
      }
    }
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
