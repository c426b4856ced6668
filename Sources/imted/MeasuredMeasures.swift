import Reports
import ResultStore
import Spec
import StrictJSON

/// The measures that some runs have, for those who ask for one that they have not.
struct MeasuredMeasures {
  private let measured: [Measure]

  /// The measures of recorded numbers.
  init(_ rows: [RunMetric]) {
    measured = Set(rows.map { Measure(name: $0.metric.name, subset: $0.metric.subset, iouType: $0.metric.iouType) })
      .sorted { ($0.name, $0.subset, $0.iouType) < ($1.name, $1.subset, $1.iouType) }
  }

  /// Whether one of the runs has the measure.
  func contains(_ measure: Measure) -> Bool { measured.contains(measure) }

  /// Throws when runs have numbers, and none of this measure.
  ///
  /// - Parameter words: The measure as it was asked for with `--metric`.
  func refuseUnmeasured(_ measure: Measure, words: String) throws(InputError) {
    guard !measured.isEmpty, !contains(measure) else { return }
    // Where no name is close, the same measure of all objects is.
    let overall = measured.first { $0.name == measure.name && $0.subset == "all" }?.column.label
    func list(_ names: [String]) -> String { Set(names).sorted().joined(separator: ", ") }
    throw InputError(
      file: "--metric", found: "\"\(words)\", which was not measured",
      expected: "\(list(measured.map(\.name))), each of \(list(measured.map(\.subset)));"
        + " `imted reevaluate` measures other subsets from stored cells",
      nearest: NearestName.to(measure.column.label, among: measured.map(\.column.label)) ?? overall)
  }
}
