import Statistics

/// The row with the highest mean of a column among rows of equal shots, and whether that is more than chance.
///
/// The best row is compared with each other row by the paired t test over the seeds that both have, and the P values are
/// corrected for the number of comparisons by Holm's method. It is proven when every comparison is rejected: a row of lower
/// mean but more spread may be as good, so the second best alone proves nothing. That the best was chosen by the same
/// numbers is what the correction is for.
public struct BestValue: Sendable, Equatable {
  /// The column.
  public let column: Int
  /// The row of the highest mean.
  public let row: Int
  /// The row of the second highest.
  public let second: Int
  /// How many rows the best was compared with.
  public let comparisons: Int
  /// The mean of best minus second best over the seeds that both have; nil when they share none.
  public let difference: Double?
  /// Half the width of the interval around it at ``confidence``; nil below two shared seeds.
  public let halfWidth: Double?
  /// The confidence of the interval that Holm's method gives this comparison.
  public let confidence: Double
  /// The P value of the comparison with the second best, corrected.
  public let adjustedP: Double
  /// The largest corrected P value of all comparisons.
  public let largestAdjustedP: Double
  /// Whether the best is above each other row also over the seeds that both have.
  public let isAboveAll: Bool
  /// Whether it is, and the corrected P value of each comparison is at most 1 - ``ResultTable/confidence``.
  public var isProven: Bool { largestAdjustedP <= 1 - ResultTable.confidence + 1e-12 && isAboveAll }

  /// Compares the rows `places` of a column; nil when fewer than two have a value.
  init?(column: Int, places: [Int], of rows: [ResultTable.Row]) {
    let candidates = places.compactMap { place in
      rows[place].cells[column].estimate.map { (place: place, mean: $0.mean) }
    }
    // Of equal means the first row counts as the best.
    let order = candidates.sorted { ($1.mean, $0.place) < ($0.mean, $1.place) }
    guard order.count > 1 else { return nil }
    func values(_ place: Int) -> [Int: Double] {
      Dictionary(uniqueKeysWithValues: rows[place].cells[column].values.map { ($0.seed, $0.value) })
    }
    let best = order[0].place
    let pairs = order.dropFirst().map { PairedDifference(values(best), minus: values($0.place)) }
    // Without two shared seeds nothing can be tested; the comparison still counts.
    let correction = HolmCorrection(pairs.map { $0?.summary.pValue ?? 1 }, alpha: 1 - ResultTable.confidence)
    (self.column, row, second, comparisons) = (column, best, order[1].place, pairs.count)
    difference = pairs[0]?.summary.mean
    confidence = correction.confidences[0]
    halfWidth = pairs[0]?.summary.interval(confidence: correction.confidences[0])
    adjustedP = correction.adjusted[0]
    largestAdjustedP = correction.adjusted.max() ?? 1
    isAboveAll = pairs.allSatisfy { ($0?.summary.mean ?? 0) > 0 }
  }
}

extension ResultTable {
  /// The best row of each column and number of shots, where the layout asks for it. Rows of another protocol than the
  /// table's are not compared.
  public var best: [BestValue] {
    guard layout.marksBest else { return [] }
    var blocks: [(shots: Int?, places: [Int])] = []
    for (place, row) in rows.enumerated() where row.protocols.allSatisfy({ $0 == protocolDigest }) {
      if let block = blocks.firstIndex(where: { $0.shots == row.shots }) {
        blocks[block].places.append(place)
      } else {
        blocks.append((row.shots, [place]))
      }
    }
    return layout.columns.indices.flatMap { column in
      blocks.compactMap { BestValue(column: column, places: $0.places, of: rows) }
    }
  }
}
