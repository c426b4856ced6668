/// What single categories do to the difference of two arms in a mean over categories, such as AP.
///
/// Intervals over seeds hold nothing of the choice of categories, and a mean over few of them can be one category's: so
/// the difference of each is told, and what is left without the one that moves the mean most.
public struct CategoryDifferences: Sendable, Equatable {
  /// A category.
  public struct One: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its differences, seed by seed.
    public let differences: [Double]
    /// Their mean.
    public let mean: Double
  }

  /// The categories that have a value in both arms for each seed, those of the largest mean differences first.
  public let categories: [One]
  /// The category without which the mean difference changes most.
  public let heaviest: One
  /// The differences, seed by seed, of the means over all other categories.
  public let withoutHeaviest: SampleSummary

  /// - Parameter pairs: For each seed the values of the categories, by name, of the first arm and of the second. The result
  ///   is nil where fewer than two categories have values for all.
  public init?(_ pairs: [(first: [String: Double], second: [String: Double])]) {
    guard let names = pairs.first?.first.keys.sorted() else { return nil }
    categories = names.compactMap { name -> One? in
      let differences = pairs.compactMap { pair in
        pair.first[name].flatMap { first in pair.second[name].map { first - $0 } }
      }
      guard differences.count == pairs.count, let summary = SampleSummary(differences) else { return nil }
      return One(name: name, differences: differences, mean: summary.mean)
    }.sorted { abs($0.mean) > abs($1.mean) }
    guard categories.count > 1 else { return nil }
    let overall = categories.reduce(0) { $0 + $1.mean } / Double(categories.count)
    guard let heaviest = categories.max(by: { abs($0.mean - overall) < abs($1.mean - overall) }) else { return nil }
    let others = categories.filter { $0 != heaviest }
    let without = pairs.indices.map { pair in
      others.reduce(0) { $0 + $1.differences[pair] } / Double(others.count)
    }
    guard let summary = SampleSummary(without) else { return nil }
    (self.heaviest, withoutHeaviest) = (heaviest, summary)
  }
}
