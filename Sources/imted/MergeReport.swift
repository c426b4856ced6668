import Pipeline
import StrictJSON

/// How an import or export came out.
struct MergeReport {
  private let merge: ResultsMerge
  private let refusals: [(subject: String, reason: String)]

  /// - Parameter faults: What could not be recorded, beside what was not taken.
  init(_ merge: ResultsMerge, _ faults: [String] = []) {
    self.merge = merge
    refusals = merge.refusals.map { ($0.subject, $0.reason) } + faults.map { ("record", $0) }
  }

  /// Whether nothing was left out.
  var isComplete: Bool { refusals.isEmpty }

  var text: String {
    "\(merge.runs.count) runs taken, \(merge.presentRuns.count) here already; \(merge.artifacts) artifacts taken ("
      + "\(FileSize.text(merge.bytes))), \(merge.presentArtifacts) here already; labels of "
      + "\(merge.labelledRuns.count) runs changed; \(refusals.count) left out"
  }

  var json: JSONValue {
    [
      "runs": .strings(merge.runs.map(\.id)), "present_runs": .strings(merge.presentRuns.map(\.id)),
      "artifacts": .integer(merge.artifacts), "present_artifacts": .integer(merge.presentArtifacts),
      "bytes": .integer(merge.bytes), "labelled_runs": .strings(merge.labelledRuns),
      "left_out": .array(
        refusals.map { ["subject": .string($0.subject), "reason": .string($0.reason)] }),
    ]
  }

  /// A line on the standard error for each thing left out.
  func tellRefusals() {
    for (subject, reason) in refusals { Console.error("left out \(subject): \(reason)") }
  }
}
