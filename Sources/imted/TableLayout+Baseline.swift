import Reports
import StrictJSON

extension TableLayout.Baseline {
  /// The arm or variant of a matrix that `--baseline` names.
  init(named name: String, in matrix: ExpectedMatrix) throws(InputError) {
    let known = matrix.arms + matrix.variants
    guard known.contains(name),
      let baseline = matrix.arms.contains(name)
        ? TableLayout.Baseline(arm: name) : TableLayout.Baseline(variant: name)
    else {
      throw InputError(
        found: "the baseline \"\(name)\"", expected: "one of \(known.joined(separator: ", "))",
        nearest: NearestName.to(name, among: known))
    }
    self = baseline
  }
}
