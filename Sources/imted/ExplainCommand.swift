import ArgumentParser
import Foundation
import Pipeline
import Spec
import StrictJSON

/// `imted explain`: why an experiment's stages have to run, or how a run differs from the one most like it.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Name the fields that make stages run, or that set a run apart.",
    discussion: """
      With an experiment file: each field that differs from what is stored, the stages that it reaches, and what these
      took last time. --what-if changes a value first, as --set does: --what-if fine_tune.lr=0.001 tells what that would
      cost. With a run's id: the stored run most like it, and the fields that differ.
      """)

  @Argument(help: "Experiment file, or a run's id or the first digits of it.") var subject: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "Change a value: --set train.lr=0.0005 (repeatable).")
  var overrides: [String] = []
  @Option(name: .customLong("what-if"), help: "Change a value and tell what would run (repeatable).")
  var changes: [String] = []
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      if !subject.hasSuffix(".json"), !FileManager.default.fileExists(atPath: subject) {
        try explainRun()
      } else {
        try explainPlan()
      }
    }
  }

  private func explainPlan() throws {
    var options = ExperimentOptions()
    (options.spec, options.results, options.overrides) = (subject, results, overrides + changes)
    let plan = try options.plan(limit: nil)
    let store = ArtifactStore(lookingInto: URL(fileURLWithPath: results).path)
    let status = PlanStatus(plan, in: store)
    let explanation = PlanExplanation(status, stored: try store.storedRecords())
    if json {
      Console.print(ExplanationText.json(explanation).prettyText())
      return
    }
    Console.print(
      "\(plan.spec.name): \(plan.runs.count) runs, \(status.completeRuns.count) of them complete; "
        + "\(status.cachedCount) stages are there, \(status.willRunCount) would run")
    ExplanationText.lines(explanation).forEach(Console.print)
  }

  private func explainRun() throws {
    guard overrides.isEmpty, changes.isEmpty else {
      throw InputError(found: "changes to a run that is stored", expected: "an experiment file with --what-if or --set")
    }
    let root = URL(fileURLWithPath: results).path
    let run = try RunFile.one(subject, in: root)
    let folders = try RunFolders(root: root)
    for fault in folders.faults { Console.error("warning: runs/\(fault.name) is left out: \(fault.reason)") }
    let explanation = RunExplanation(run, among: folders.runs)
    if json {
      Console.print(ExplanationText.json(explanation).prettyText())
    } else {
      ExplanationText.lines(explanation).forEach(Console.print)
    }
  }
}
