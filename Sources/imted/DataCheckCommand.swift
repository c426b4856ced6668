import ArgumentParser
import Datasets
import Foundation
import Pipeline
import Spec
import StrictJSON

/// `imted data check`: what would make an experiment's results wrong.
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look through an experiment's data for leaks, wrong shots and other faults.",
    discussion: """
      Tells all findings at once and computes nothing. Ends with 65 if one of them is an error. `imted run` and \
      `imted plan` check the same before they do anything else, but for the picture files, which are looked at here and \
      by the first stage of a run.
      """)

  @Argument(help: "Experiment file (JSON).") var spec: String
  @Option(name: .customLong("set"), help: "Change a value: --set data.shots.seed=1 (repeatable).")
  var overrides: [String] = []
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let experiment = try ExperimentSpec(file: spec, overrides: overrides)
      let findings = ExperimentData.findings(
        of: experiment, in: ExperimentData.folder(of: spec), opensPictures: true)
      let errors = findings.count { $0.rule.severity == .error }
      if json {
        Console.print(
          JSONValue.object([
            ("experiment", .string(experiment.name)), ("errors", .integer(errors)),
            ("warnings", .integer(findings.count - errors)), ("findings", .array(findings.map(\.json))),
          ]).prettyText())
      } else {
        for finding in findings { Console.print("\(finding.rule.severity.rawValue): \(finding.text)") }
        Console.print(
          "\(experiment.name): \(errors) \(errors == 1 ? "error" : "errors"), "
            + "\(findings.count - errors) \(findings.count - errors == 1 ? "warning" : "warnings")")
      }
      if errors > 0 { throw ExitStatus.badInput }
    }
  }
}
