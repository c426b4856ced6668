/// The results of one category in many bands of visible fractions.
///
/// A picture without an object of the band gives the same true and false positives in every such band, so that one
/// matching with all objects ignored serves them all: per band only the pictures that show one of its objects are
/// matched, and the false positives of the others are counted ahead. Over bands that do not overlap the work is
/// that of two evaluations of one area range, however many bands there are.
struct CategoryCurve {
  /// One entry per band: how many objects count, and the results of each cap.
  private(set) var bands: [CategoryAccumulation.Area] = []

  private let category: CategoryCells
  private let caps: [Int]
  /// The outcome when every object is ignored.
  private let base: CategoryMatches
  /// The place of each candidate by falling score.
  private var places: [Int]
  /// Per IoU threshold, how many false positives of `base` come before each place.
  private var missesBefore: [[Int]] = []

  /// Matches and accumulates all bands.
  init(_ category: CategoryCells, bands: [VisibleBand], caps: [Int]) {
    self.category = category
    self.caps = caps
    var isIgnored = [Bool](repeating: true, count: category.objects.count)
    base = CategoryMatches(category, area: .all, isIgnored: isIgnored)
    places = [Int](repeating: 0, count: category.candidates.count)
    for (place, index) in category.fallingOrder.enumerated() { places[index] = place }
    for threshold in COCOThresholds.iou.indices {
      let bit = UInt16(1) << UInt16(threshold)
      var misses = 0
      missesBefore.append(
        category.fallingOrder.map { index in
          defer { misses += CategoryCurve.isMiss(base, index, bit) ? 1 : 0 }
          return misses
        })
    }
    var matches = base
    for band in bands {
      let subset = EvaluationSubset(name: band.description, visible: band)
      var objectCount = 0
      var cells: [CategoryCells.Cell] = []
      for cell in category.cells {
        var isShown = false
        for index in cell.objects
        where AreaRange.all.contains(category.objects[index].area) && subset.counts(category.objects[index]) {
          isIgnored[index] = false
          isShown = true
          objectCount += 1
        }
        if isShown { cells.append(cell) }
      }
      for cell in cells { matches.match(category, cell, area: .all, isIgnored: isIgnored) }
      self.bands.append(area(objectCount, cells, matches))
      for cell in cells {
        matches.copy(cell, from: base)
        for index in cell.objects { isIgnored[index] = true }
      }
    }
  }

  /// Accumulates one band from the detections on the pictures that show its objects, and the counts for all others.
  private func area(
    _ objectCount: Int, _ cells: [CategoryCells.Cell], _ matches: CategoryMatches
  ) -> CategoryAccumulation.Area {
    let order = cells.flatMap { Array($0.detections) }.sorted { places[$0] < places[$1] }
    let results = caps.map { cap in
      let isWhole = cap == caps.last
      return PrecisionRecall(
        precisionsAtHits: COCOThresholds.iou.indices.map { threshold in
          // Only the recall of the smaller caps is read, so that there any precision will do.
          isWhole
            ? precisions(order, matches, threshold)
            : [Double](repeating: 0, count: hits(order, matches, threshold, cap))
        }, objectCount: objectCount)
    }
    return CategoryAccumulation.Area(objectCount: objectCount, results: results)
  }

  private func precisions(_ order: [Int], _ matches: CategoryMatches, _ threshold: Int) -> [Double] {
    let bit = UInt16(1) << UInt16(threshold)
    var precisions: [Double] = []
    var extra = 0  // false positives of this band so far, less those that `base` counts on the same pictures
    for index in order {
      if matches.ignored[index] & bit == 0, matches.matched[index] & bit != 0 {
        precisions.append(
          PrecisionRecall.precision(
            hits: precisions.count + 1, misses: missesBefore[threshold][places[index]] + extra))
      }
      extra += CategoryCurve.isMiss(matches, index, bit) ? 1 : 0
      extra -= CategoryCurve.isMiss(base, index, bit) ? 1 : 0
    }
    return precisions
  }

  private func hits(_ order: [Int], _ matches: CategoryMatches, _ threshold: Int, _ cap: Int) -> Int {
    let bit = UInt16(1) << UInt16(threshold)
    return order.count {
      category.candidates[$0].rank < cap && matches.ignored[$0] & bit == 0 && matches.matched[$0] & bit != 0
    }
  }

  private static func isMiss(_ matches: CategoryMatches, _ index: Int, _ bit: UInt16) -> Bool {
    (matches.ignored[index] | matches.matched[index]) & bit == 0
  }
}
