/// Everything that COCO's summary reads of one category.
struct CategoryAccumulation {
  /// The results of one area range.
  struct Area {
    let objectCount: Int
    /// One entry per cap asked for; nil entries when no object counts.
    let results: [PrecisionRecall?]
  }

  /// All areas, with every cap.
  let all: Area
  /// Small, medium and large objects, each with the last cap only: COCO reads no others.
  let bySize: [Area]

  /// Matches and accumulates one category.
  init(_ category: CategoryCells, subset: EvaluationSubset, maxDetections: [Int]) {
    func area(_ range: AreaRange, _ caps: some Sequence<Int>) -> Area {
      let matches = CategoryMatches(category, area: range, subset: subset)
      return Area(
        objectCount: matches.objectCount,
        results: caps.map { PrecisionRecall(category, matches, maxDetections: $0) })
    }
    all = area(.all, maxDetections)
    bySize = [AreaRange.small, .medium, .large].map { area($0, maxDetections.suffix(1)) }
  }
}
