import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// `imted reindex`: makes the database anew from the run folders, which are the truth.
struct ReindexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex", abstract: "Make the database anew from the run folders.")

  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"

  func run() throws {
    try ExitStatus.guarding {
      let folder = ResultsFolder(root: URL(fileURLWithPath: results).path)
      let artifacts = try ArtifactStore(root: folder.root)
      let runs = try RunFile.all(in: folder.root)
      // Everything is read before anything is removed: a damaged run folder leaves the database as it was.
      var found: [(spec: ExperimentSpec, record: MeasuredRun)] = []
      for run in runs {
        found.append((try ExperimentSpec(document: JSONDocument(value: run.spec)), try MeasuredRun(run, in: artifacts)))
      }
      let database = try ResultStore(path: folder.database)
      try database.removeAll()
      for (spec, record) in found {
        let recorder = DatabaseRecorder(database, spec: spec, execution: nil)
        try recorder.recordExperiment()
        try recorder.record(record)
      }
      Console.print("\(found.count) runs recorded in \(folder.database)")
    }
  }
}
