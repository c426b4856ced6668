import ResultStore
import Spec
import StrictJSON

/// The names that a question to the history can hold: recorded experiments, and arms.
struct HistoryNames {
  private let experiments: ClosedNames.Column

  init(_ experiments: [ExperimentRow]) {
    let ids = experiments.filter { $0.id != $0.name }.map(\.id)
    self.experiments = ClosedNames.Column(noun: "experiment", names: experiments.map(\.name) + ids)
  }

  /// What columns can be equal to in a condition.
  var closed: ClosedNames {
    ClosedNames([
      "experiment": experiments, "arm": ClosedNames.Column(noun: "arm", names: Arm.allCases.map(\.rawValue)),
    ])
  }

  /// The experiment that `--experiment` names, by name or id.
  func experiment(_ name: String) throws(InputError) -> String {
    guard let fault = experiments.fault(name) else { return name }
    throw InputError(file: "--experiment", found: fault.found, expected: fault.expected, nearest: fault.nearest)
  }
}
