import Statistics
public import StrictJSON

/// The parts a composed data set is split into.
public enum SceneSplit: String, Sendable, CaseIterable {
  /// Pictures for self-supervised pre-training.
  case pretrain
  /// Pictures to train detectors on.
  case train
  /// Pictures to choose settings on.
  case development
  /// Pictures to report on.
  case test
}

/// Which cut-outs each split may use. No cut-out of the experiment's categories is in two splits, so that a detector
/// is tested on objects it has never seen, nor has the encoder under it.
public struct ExemplarSplit: Sendable, Equatable {
  /// The experiment's categories, in the order of their ids.
  public let categories: [String]
  /// Cut-outs that pre-training may use beside those of the categories: all others of the catalogue.
  public let pretrainExtras: [Stamp]
  private let exemplars: [SceneSplit: [[Stamp]]]

  /// Shares out every category's cut-outs.
  ///
  /// Their order is drawn from the seed and the category's name. Counts follow the shares by largest remainder; then
  /// every split with a share above 0 is brought up to two cut-outs, or one where the category has fewer than two for
  /// each, at the expense of the largest.
  ///
  /// - Parameters:
  ///   - catalogue: The cut-outs.
  ///   - categories: The experiment's categories.
  ///   - shares: A share of 0 or more for each split; they need not sum to 1. An absent one is 0.
  ///   - seed: The seed.
  /// - Throws: `InputError` for an unknown category or one with fewer cut-outs than splits.
  public init(
    catalogue: StampCatalogue, categories: [String], shares: [SceneSplit: Double], seed: UInt64
  ) throws(InputError) {
    let splits = SceneSplit.allCases.filter { (shares[$0] ?? 0) > 0 }
    guard !splits.isEmpty, shares.values.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      fatalError("Exemplar shares must be finite, not negative, and not all 0.")
    }
    var exemplars: [SceneSplit: [[Stamp]]] = [:]
    for split in SceneSplit.allCases { exemplars[split] = [] }
    for category in categories {
      var stamps = try catalogue.stamps(of: category)
      guard stamps.count >= splits.count else {
        throw InputError(
          file: catalogue.root, found: "\(stamps.count) cut-outs of the category \"\(category)\"",
          expected: "at least \(splits.count), one for each split")
      }
      var stream = RandomStream(seed: seed, name: "exemplars/\(category)")
      stream.shuffle(&stamps)
      let counts = Self.counts(of: stamps.count, shares: splits.map { shares[$0] ?? 0 })
      var start = 0
      for (split, count) in zip(splits, counts) {
        let part = stamps[start..<start + count].sorted {
          $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        exemplars[split]?.append(part)
        start += count
      }
      for split in SceneSplit.allCases where !splits.contains(split) { exemplars[split]?.append([]) }
    }
    let chosen = Set(categories)
    let unused = catalogue.entries.filter { !chosen.contains($0.name) }.flatMap(\.stamps) + catalogue.others
    self.categories = categories
    self.exemplars = exemplars
    pretrainExtras = unused.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The cut-outs of a split, for each category in order, sorted by name.
  public func stamps(of split: SceneSplit) -> [[Stamp]] { exemplars[split] ?? [] }

  /// Whole numbers that sum to `total`, near the shares.
  static func counts(of total: Int, shares: [Double]) -> [Int] {
    let sum = shares.reduce(0, +)
    let exact = shares.map { $0 / sum * Double(total) }
    var counts = exact.map { Int($0) }
    let order = exact.indices.sorted { a, b in
      let (left, right) = (exact[a] - Double(counts[a]), exact[b] - Double(counts[b]))
      return left == right ? a < b : left > right
    }
    for index in order.prefix(total - counts.reduce(0, +)) { counts[index] += 1 }
    let least = total >= 2 * shares.count ? 2 : 1
    for index in counts.indices {
      while counts[index] < least, let largest = counts.indices.max(by: { counts[$0] < counts[$1] }),
        counts[largest] > least
      {
        counts[largest] -= 1
        counts[index] += 1
      }
    }
    return counts
  }
}
