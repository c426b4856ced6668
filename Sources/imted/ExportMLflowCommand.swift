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

  @OptionGroup var options: TrackingExport

  func run() throws {
    try ExitStatus.guarding {
      let (recorded, out) = (try options.recorded(), options.out)
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
