import Pipeline
import Spec
import StrictJSON

/// Why stages have to run, in words and as JSON.
enum ExplanationText {
  /// The changes with the stages they reach, what follows from them, and what it all took last time. Empty if nothing
  /// has to run.
  static func lines(_ explanation: PlanExplanation) -> [String] {
    guard !explanation.reasons.isEmpty else { return [] }
    var lines: [String] = []
    for change in explanation.changes {
      let stages = counts(change.stages)
      if change.fields.isEmpty {
        lines.append("nothing like it is stored: \(stages)")
      } else {
        lines += change.fields.map(\.text)
        lines.append("  reaches \(stages)")
      }
    }
    for (stage, damage) in explanation.damaged { lines.append("damaged: \(stage.label) (\(damage))") }
    if !explanation.refreshed.isEmpty { lines.append("to be made anew: \(counts(explanation.refreshed))") }
    if !explanation.followers.isEmpty {
      lines.append("as they read what has to be made: \(counts(explanation.followers))")
    }
    let (seconds, unknown) = explanation.lastSeconds
    let count = explanation.reasons.count
    guard unknown < count else { return lines + ["no time is known of any"] }
    let rest = unknown == 0 ? "" : "; of \(unknown) more no time is known"
    lines.append("the stages most like these took \(ProgressEstimate.text(seconds: seconds))\(rest)")
    let expected = ProgressEstimate.text(seconds: explanation.expectedSeconds)
    if expected != ProgressEstimate.text(seconds: seconds) {
      lines.append("for their numbers of samples and steps, these may take \(expected), one after another")
    }
    return lines
  }

  /// What a stage took last time, and what it may take if it is longer or shorter this time; nil if nothing is known.
  static func time(_ reason: StageReason) -> String? {
    guard let last = reason.lastSeconds, let expected = reason.expectedSeconds else { return nil }
    let text = ProgressEstimate.text(seconds: last)
    return expected == last ? "last \(text)" : "may take \(ProgressEstimate.text(seconds: expected)), last \(text)"
  }

  /// Changes, stages and times, for programs.
  static func json(_ explanation: PlanExplanation) -> JSONValue {
    let stages = explanation.reasons.map { reason -> JSONValue in
      var object = JSONObject([
        ("kind", .string(reason.stage.kind.rawValue)), ("label", .string(reason.stage.label)),
        ("key", .string(reason.stage.key.hex)),
      ])
      switch reason.cause {
      case .damaged(let damage): (object["cause"], object["damage"]) = ("damaged", .string(damage))
      case .first: object["cause"] = "first"
      case .changed(let fields): (object["cause"], object["fields"]) = ("changed", json(fields))
      case .inputs(let names): (object["cause"], object["inputs"]) = ("inputs", .strings(names))
      case .refreshed: object["cause"] = "refreshed"
      }
      object["nearest"] = reason.nearest.map { .string($0.key.hex) } ?? .null
      object["last_seconds"] = .finiteOrNull(reason.lastSeconds)
      object["expected_seconds"] = .finiteOrNull(reason.expectedSeconds)
      return .object(object)
    }
    let (seconds, unknown) = explanation.lastSeconds
    return [
      "stages": .array(stages), "last_seconds": .number(seconds),
      "expected_seconds": .number(explanation.expectedSeconds), "stages_without_time": .integer(unknown),
    ]
  }

  /// How a run differs from the stored run most like it.
  static func lines(_ explanation: RunExplanation) -> [String] {
    let run = explanation.run
    var lines = ["\(run.id): \(run.experiment), \(run.cell)"]
    guard let nearest = explanation.nearest else { return lines + ["there is no other run to compare with"] }
    lines.append("nearest \(nearest.id): \(nearest.experiment), \(nearest.cell)")
    if explanation.differences.isEmpty { lines.append("no field of the experiment differs") }
    lines += explanation.differences.map { "  " + $0.text }
    let shared = explanation.steps.filter(\.isShared).map(\.role.rawValue)
    let own = explanation.steps.filter { !$0.isShared }.map(\.role.rawValue)
    if !shared.isEmpty { lines.append("the same artifacts: \(shared.joined(separator: ", "))") }
    if !own.isEmpty { lines.append("artifacts of its own: \(own.joined(separator: ", "))") }
    return lines
  }

  /// The same as one object.
  static func json(_ explanation: RunExplanation) -> JSONValue {
    [
      "run": .string(explanation.run.id), "nearest": explanation.nearest.map { .string($0.id) } ?? .null,
      "differences": json(explanation.differences),
      "stages": .object(explanation.steps.map { ($0.role.rawValue, .bool($0.isShared)) }),
    ]
  }

  private static func json(_ fields: [JSONDifference]) -> JSONValue {
    .array(
      fields.map { ["path": .string($0.path), "before": $0.before ?? .null, "after": $0.after ?? .null] })
  }

  /// `train ×12, predict ×12, for instance train scratch, seed 0`.
  static func counts(_ stages: [PlannedStage]) -> String {
    let kinds = StageKind.allCases.compactMap { kind -> String? in
      let count = stages.count { $0.kind == kind }
      return count == 0 ? nil : count == 1 ? kind.rawValue : "\(kind.rawValue) ×\(count)"
    }
    return kinds.joined(separator: ", ") + (stages.first.map { ", first \($0.label)" } ?? "")
  }
}
