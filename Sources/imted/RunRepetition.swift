import Pipeline
import StrictJSON

/// How a run repeats, as `imted verify` found, and of how many of its stages that is known.
struct RunRepetition {
  let verification: RunVerification
  /// How many stages the run has. The database knows only those that were there when the run was recorded.
  let stageCount: Int

  /// What lies beside a run of a results folder; nil where it was never made again. Files that cannot be read throw.
  static func stored(of runID: String, in root: String) throws(InputError) -> RunRepetition? {
    guard let verification = try RunVerification.stored(of: runID, in: root) else { return nil }
    let run = try RunFile(file: "\(root)/runs/\(runID)/run.json")
    return RunRepetition(verification: verification, stageCount: run.steps.count)
  }

  /// Whether every stage was made again.
  var isWhole: Bool { verification.madeCount >= stageCount }

  /// `2 of 6 stages made again`.
  var part: String { "\(verification.madeCount) of \(stageCount) stages made again" }
}
