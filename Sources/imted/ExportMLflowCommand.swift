import ArgumentParser
import Foundation
import Reports
import Spec
import StrictJSON

/// `imted export mlflow`: an experiment in the folders of MLflow's file store.
struct ExportMLflowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlflow", abstract: "Write an experiment as MLflow's file store (mlruns).",
    discussion: "MLflow opens the folder with --backend-store-uri. Names of measures are put into its characters.")

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
      let store = MLflowFiles(
        id: Self.number(DatabaseRecorder.digest(of: recorded.spec)), name: recorded.spec.name,
        location: URL(fileURLWithPath: out).absoluteURL.standardizedFileURL.absoluteString, runs: runs)
      for file in store.files { try OutputFile.write(Array(file.text.utf8), to: "\(out)/\(file.path)") }
      for run in runs { try OutputFolder.make("\(out)/\(store.id)/\(run.id)/artifacts") }
      Console.print("written: \(runs.count) runs in \(out)")
    }
  }

  /// MLflow's experiments are numbered: the first 15 hexadecimal digits as a decimal number.
  private static func number(_ digest: String) -> String { "\(UInt64(digest.prefix(15), radix: 16) ?? 0)" }
}
