import ArgumentParser
import Foundation
import Reports
import StrictJSON

/// `imted export tensorboard`: event files of an experiment's runs.
struct ExportTensorBoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard", abstract: "Write an experiment's curves and measures as TensorBoard event files.",
    discussion: "One folder a run. Curves keep their steps; measures are at step 0.")

  @OptionGroup var options: TrackingExport

  func run() throws {
    try ExitStatus.guarding {
      let (recorded, out) = (try options.recorded(), options.out)
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
