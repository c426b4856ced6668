import Spec

/// Base trainings that several seeds of an experiment share.
struct SharedBases {
  /// What intervals over seeds do not cover.
  let words: String

  /// The words as a table's footnotes; none where there is nothing to say.
  static func footnotes(of matrix: MatrixSpec) -> [String] { SharedBases(of: matrix).map { [$0.words] } ?? [] }

  /// nil where each seed has its own.
  init?(of matrix: MatrixSpec) {
    guard let bases = matrix.baseSeeds, let first = bases.first else { return nil }
    let different = Set(bases).count
    if different == bases.count { return nil }
    words =
      different == 1
      ? "One base training (seed \(first)) serves all seeds: intervals do not cover its chance"
      : "\(different) base trainings serve \(bases.count) seeds: intervals cover their chance in part"
  }
}
