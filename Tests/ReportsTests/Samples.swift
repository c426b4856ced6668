import Reports
import StrictJSON

/// Observations of one cell, seed by seed; a seed whose value is `.some(nil)` ran without a value.
func observations(
  _ arm: String, shots: Int? = 10, subset: String = "novel", _ values: [(seed: Int, value: Double?)]
) -> [Observation] {
  values.map { seed, value in
    Observation(arm: arm, shots: shots, seed: seed, metric: "AP", subset: subset, value: value)
  }
}

let novelAP = TableLayout.Column(metric: "AP", subset: "novel", label: "nAP")

/// Two arms at 10 and 30 shots over three seeds, with holes of every kind at 30 shots.
///
/// Hand-computed with t(2, 97.5 %) = 4.30265273 and t(1) = 12.7062047:
/// full 10: mean 0.16, sd 0.01 → 0.01 / √3 · 4.30265 = 0.02484.
/// encoder 10: mean 0.14, sd 0.01 → the same.
/// difference 10: 0.01, 0.01, 0.04: mean 0.02, sd 0.0173205 → 0.0430265.
/// full 30: 0.30, 0.32 (seed 2 missing): mean 0.31, sd 0.0141421 → 0.01 · 12.7062 = 0.127062.
/// encoder 30: 0.20 (seed 0), none (seed 1), 0.25 (seed 2): mean 0.225, sd 0.0353553 → 0.025 · 12.7062 = 0.317655.
/// difference 30: seed 0 alone: 0.10.
func sampleTable(baseline: String? = "encoder-only") throws -> ResultTable {
  try ResultTable(
    layout: TableLayout(
      name: "main", title: "Few-shot detection", rows: [.shots, .arm], columns: [novelAP],
      baseline: TableLayout.Baseline(arm: baseline)),
    observations: observations("full-transfer", [(0, 0.15), (1, 0.16), (2, 0.17)])
      + observations("encoder-only", [(2, 0.13), (0, 0.14), (1, 0.15)])
      + observations("full-transfer", shots: 30, [(0, 0.30), (1, 0.32)])
      + observations("encoder-only", shots: 30, [(0, 0.20), (1, nil), (2, 0.25)])
      + observations("scratch", [(1, 0.05)]),
    expected: ExpectedMatrix(
      arms: ["encoder-only", "full-transfer", "scratch"], shots: [10, 30], seeds: [0, 1, 2]))
}

func isClose(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-8 } ?? false }
