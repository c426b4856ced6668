import ArgumentParser
import Foundation
import Pipeline
import Spec
import StrictJSON

/// `imted plan`: what is there, what would run.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Say which runs and stages an experiment has, and which are there already.")

  @OptionGroup var options: ExperimentOptions
  @Flag(help: "Print one JSON object: the resolved experiment, its runs and stages.") var json = false
  @Flag(help: "Print instead every value of the experiment and where it comes from.") var resolved = false

  func run() throws {
    try ExitStatus.guarding {
      guard !resolved else {
        let source = try options.source()
        let values = ResolvedValues(try ExperimentSpec(source), source)
        Console.print(json ? values.json.prettyText() : values.text)
        return
      }
      let plan = try options.plan(limit: nil)
      let store = ArtifactStore(lookingInto: URL(fileURLWithPath: options.results).path)
      let status = PlanStatus(plan, in: store)
      let explanation = PlanExplanation(status, stored: try store.storedRecords())
      if json {
        Console.print(PlanText.json(plan, status, explanation, store).prettyText())
      } else {
        PlanText.lines(plan, status, explanation, store).forEach(Console.print)
      }
    }
  }
}

/// A plan in words and as JSON.
enum PlanText {
  static func lines(
    _ plan: ExperimentPlan, _ status: PlanStatus, _ explanation: PlanExplanation, _ store: ArtifactStore
  ) -> [String] {
    var lines = ["\(plan.spec.name): \(plan.runs.count) runs, \(status.completeRuns.count) of them complete"]
    let times = Dictionary(
      uniqueKeysWithValues: explanation.reasons.map { ($0.stage.key, ExplanationText.time($0)) })
    for entry in status.entries {
      let time = times[entry.stage.key].flatMap(\.self).map { ", \($0)" } ?? ""
      let word = word(entry.state).padding(toLength: 9, withPad: " ", startingAt: 0)
      let holder = store.holder(of: entry.stage.key).map { ", \($0) is at it" } ?? ""
      lines.append("  \(word) \(entry.stage.label)\(time)\(holder)")
    }
    lines += ExplanationText.lines(explanation)
    lines += RepeatedCells.found(in: plan).map(\.text)
    return lines + ["\(status.cachedCount) stages are there, \(status.willRunCount) would run"]
  }

  static func json(
    _ plan: ExperimentPlan, _ status: PlanStatus, _ explanation: PlanExplanation, _ store: ArtifactStore
  ) -> JSONValue {
    let stages = status.entries.map { entry -> JSONValue in
      [
        "kind": .string(entry.stage.kind.rawValue), "label": .string(entry.stage.label),
        "key": .string(entry.stage.key.hex), "state": .string(word(entry.state)),
        "holder": store.holder(of: entry.stage.key)?.json ?? .null,
      ]
    }
    let runs = plan.runs.map { run -> JSONValue in
      [
        "id": .string(run.id), "cell": run.cell.json,
        "stages": .object(run.steps.map { ($0.role.rawValue, .string($0.key.hex)) }),
      ]
    }
    return [
      "spec": plan.spec.json, "runs": .array(runs), "stages": .array(stages),
      "reasons": ExplanationText.json(explanation),
      "repeated": .array(
        RepeatedCells.found(in: plan).map {
          ["names": .strings($0.names), "seeds": .array($0.seeds.map { .integer($0) })]
        }),
    ]
  }

  private static func word(_ state: PlanStatus.StageState) -> String {
    switch state {
    case .cached: "there"
    case .willRun(nil): "will run"
    case .willRun: "damaged"
    case .refreshed: "anew"
    case .notNeeded: "unneeded"
    }
  }
}
