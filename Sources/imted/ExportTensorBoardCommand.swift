import ArgumentParser
import Foundation
import Reports
import StrictJSON

/// `imted export tensorboard`: event files of an experiment's runs.
struct ExportTensorBoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard", abstract: "Write an experiment's curves and measures as TensorBoard event files.",
    discussion: "One folder a run. Curves keep their steps; measures are at step 0.")

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "New or empty folder to write into.") var out: String

  func run() throws {
    try ExitStatus.guarding {
      let recorded = try RecordedExperiment(experiment, overrides: overrides, results: results)
      let runs = try TrackedRuns.of(recorded)
      try OutputFolder.makeEmpty(out)
      for run in runs {
        try OutputFile.write(
          run.events.bytes, to: "\(out)/\(run.name)/events.out.tfevents.\(Int(run.end)).imted.\(run.id)")
      }
      Console.print("written: \(runs.count) runs in \(out)")
    }
  }
}
