import Detection

extension COCOSummary {
  /// Takes the means over categories, IoU thresholds and recalls; each over all cells at once, as COCO does, not over
  /// categories' means.
  init(
    subset: EvaluationSubset, categories: [Category], accumulations: [CategoryAccumulation],
    maxDetections: [Int]
  ) {
    let whole = accumulations.map(\.all)
    let objectCount = whole.reduce(0) { $0 + $1.objectCount }
    let last = whole.map { $0.results.last ?? nil }
    func metric(_ name: String, _ value: Double?) -> Metric {
      Metric(name: name, value: value, n: objectCount)
    }
    func bySize(_ prefix: String, _ mean: ([PrecisionRecall?]) -> Double?) -> [Metric] {
      ["s", "m", "l"].enumerated().map { index, letter in
        let areas = accumulations.map { $0.bySize[index] }
        return Metric(
          name: prefix + letter, value: mean(areas.map { $0.results.last ?? nil }),
          n: areas.reduce(0) { $0 + $1.objectCount })
      }
    }
    let thresholds = COCOThresholds.iou.indices
    var metrics = [
      metric("AP", COCOSummary.meanPrecision(last, thresholds)),
      metric("AP50", COCOSummary.meanPrecision(last, 0..<1)),
      metric("AP75", COCOSummary.meanPrecision(last, 5..<6)),
    ]
    metrics += bySize("AP") { COCOSummary.meanPrecision($0, thresholds) }
    metrics += maxDetections.enumerated().map { index, cap in
      metric("AR\(cap)", COCOSummary.meanRecall(whole.map { $0.results[index] }))
    }
    metrics += bySize("AR", COCOSummary.meanRecall)
    self.subset = subset
    self.metrics = metrics
    perClass = zip(categories, whole).map { category, area in
      ClassScore(
        category: category, ap: COCOSummary.meanPrecision([area.results.last ?? nil], thresholds),
        n: area.objectCount)
    }
  }

  /// The mean precision over IoU thresholds (slowest), recalls and categories (fastest); nil without any category.
  static func meanPrecision(_ results: [PrecisionRecall?], _ thresholds: Range<Int>) -> Double? {
    let present = results.compactMap { $0 }
    var values: [Double] = []
    values.reserveCapacity(thresholds.count * COCOThresholds.recall.count * present.count)
    for threshold in thresholds {
      let rows = present.map { $0.precision[threshold] }
      for recall in COCOThresholds.recall.indices {
        for row in rows { values.append(row[recall]) }
      }
    }
    return PairwiseMean.mean(values)
  }

  /// The mean recall over IoU thresholds and categories; nil without any category.
  static func meanRecall(_ results: [PrecisionRecall?]) -> Double? {
    let present = results.compactMap { $0 }
    return PairwiseMean.mean(COCOThresholds.iou.indices.flatMap { index in present.map { $0.recall[index] } })
  }
}
