import ArgumentParser
import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted export notebook`: a notebook that rebuilds the tables from the database and compares.
struct ExportNotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook", abstract: "Write a Jupyter notebook that rebuilds an experiment's tables.",
    discussion: """
      It reads the database with sqlite3 and pandas and the features with h5py, draws with matplotlib, computes every mean,
      interval and difference anew with SciPy, and fails where one is not that of `imted table` to 1e-9.
      """)

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "Notebook to write; by default notebooks-export/NAME.ipynb.") var out: String?

  func run() throws {
    try ExitStatus.guarding {
      let recorded = try RecordedExperiment(experiment, overrides: overrides, results: results)
      let spec = recorded.spec
      let file = out ?? "notebooks-export/\(spec.name).ipynb"
      let digest = DatabaseRecorder.digest(of: spec)
      let notebook = ExperimentNotebook(
        name: spec.name, title: spec.title, notes: spec.notes, specDigest: digest,
        otherRunIDs: recorded.runs.filter { $0.specDigest != digest }.map(\.id).sorted(),
        results: Self.path(to: results, from: URL(fileURLWithPath: file).deletingLastPathComponent().path),
        tables: try recorded.tables().tables(named: nil))
      try OutputFile.write(notebook.notebook.json.prettyText() + "\n", to: file)
    }
  }

  /// The path of a folder as seen from another, so that the two can be moved together.
  private static func path(to folder: String, from other: String) -> String {
    let target = URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
    let start = URL(fileURLWithPath: other).standardizedFileURL.pathComponents
    let shared = zip(target, start).prefix { $0 == $1 }.count
    let steps = [String](repeating: "..", count: start.count - shared) + target.dropFirst(shared)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }
}
