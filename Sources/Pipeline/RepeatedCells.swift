import Spec

/// Cells that are one computation under several names: nothing that tells them apart reaches their stages, as when a
/// variant sets a rate that `lr_by_arm` overrules, or a length of pre-training for an arm that has none.
///
/// They cost nothing and are no mistake by themselves; but a table that shows them as rows of their own compares a result
/// with itself.
public struct RepeatedCells: Sendable, Equatable {
  /// The cells' names without the seed, in the order of the plan: `scratch, 10 shots, short`.
  public let names: [String]
  /// The seeds of which this is so.
  public let seeds: [Int]

  /// All such groups of a plan, in the order of their first cells. Seeds that repeat the same cells are in one.
  public static func found(in plan: ExperimentPlan) -> [RepeatedCells] {
    var cells: [[Digest]: [Cell]] = [:]
    for run in plan.runs { cells[run.finalKeys, default: []].append(run.cell) }
    var found: [(names: [String], seeds: [Int])] = []
    for run in plan.runs {
      guard let same = cells[run.finalKeys], same.count > 1, same[0] == run.cell else { continue }
      let names = same.map(\.nameWithoutSeed)
      if let place = found.firstIndex(where: { $0.names == names }) {
        found[place].seeds.append(run.cell.seed)
      } else {
        found.append((names, [run.cell.seed]))
      }
    }
    return found.map { RepeatedCells(names: $0.names, seeds: $0.seeds) }
  }

  /// In words: `one computation under 2 names: scratch, short; scratch, long (seeds 0, 1)`.
  public var text: String {
    let word = seeds.count == 1 ? "seed" : "seeds"
    return "one computation under \(names.count) names: \(names.joined(separator: "; "))"
      + " (\(word) \(seeds.map { "\($0)" }.joined(separator: ", ")))"
  }
}
