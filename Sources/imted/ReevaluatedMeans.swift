import Evaluation
import Reports
import ResultStore
import Spec
import StrictJSON

/// What an experiment's runs measure on other subsets, over their seeds: means, intervals and differences are those of its
/// tables.
struct ReevaluatedMeans {
  let recorded: RecordedExperiment
  /// The measures that have a column for each subset.
  let metrics: [String]
  /// The arm or variant that the others are compared with; nil for none.
  let baseline: String?

  /// The table of the numbers of all runs: a row for each variant, number of shots and arm, a column for each subset and
  /// measure.
  ///
  /// Throws when the baseline or a measure is not there, or when the runs cannot be compared.
  func table(_ rows: [ReevaluatedRow]) throws(InputError) -> ResultTable {
    let matrix = ExperimentTables(recorded.spec, []).matrix
    var axes: [TableLayout.RowAxis] = matrix.variants.isEmpty ? [] : [.variant]
    if !matrix.shots.isEmpty { axes.append(.shots) }
    let layout = TableLayout(
      name: "reevaluated", title: "\(recorded.spec.title), measured again from stored cells", rows: axes + [.arm],
      columns: try columns(rows),
      baseline: try baseline.map { (name) throws(InputError) in try TableLayout.Baseline(named: name, in: matrix) })
    var table = try ResultTable(
      layout: layout, observations: rows.flatMap(Self.observations), expected: matrix,
      protocols: recorded.cards.protocols(of: recorded.runs))
    table.source = recorded.source
    table.footnotes += SharedBases.footnotes(of: recorded.spec.matrix)
    return table
  }

  private func columns(_ rows: [ReevaluatedRow]) throws(InputError) -> [TableLayout.Column] {
    let known = rows.first?.metrics.map(\.name) ?? []
    if let stranger = metrics.first(where: { !known.contains($0) }) {
      throw InputError(
        file: "--metric", found: "\"\(stranger)\"", expected: "one of \(known.joined(separator: ", "))",
        nearest: NearestName.to(stranger, among: known))
    }
    var subsets: [(name: String, iouType: String)] = []
    for row in rows where !subsets.contains(where: { $0.name == row.subset }) {
      subsets.append((row.subset, row.iouType))
    }
    return subsets.flatMap { subset in
      metrics.map { Measure(name: $0, subset: subset.name, iouType: subset.iouType).column }
    }
  }

  private static func observations(_ row: ReevaluatedRow) -> [Observation] {
    guard let run = row.run else { return [] }
    return row.metrics.map {
      Observation(
        variant: run.variant, arm: run.arm, shots: run.shots, seed: run.seed, metric: $0.name, subset: row.subset,
        iouType: row.iouType, value: $0.value, run: run.id)
    }
  }
}
