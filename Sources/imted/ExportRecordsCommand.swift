import ArgumentParser
import Evaluation
import Foundation
import Pipeline
import Spec
import StrictJSON

/// `imted export records`: an experiment's runs with their measures, small enough to send or to commit.
struct ExportRecordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "Write an experiment's runs, measures and labels into a folder.",
    discussion: """
      The folder holds no weights and no pictures. imted import takes it, and imted table then prints the same as here.
      Most of it are cells, of which imted compare draws pictures and imted reevaluate answers later questions. Without
      them, measures, tables and intervals over seeds stay.
      """)

  @Argument(help: "Experiment file, or the name of an experiment that has runs.") var experiment: String
  @Option(name: .customLong("to"), help: "Folder to write to; what it has of them stays.") var target: String
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Flag(help: "Leave out the cells of each evaluation: a few kilobytes a run are left.") var withoutCells = false
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let root = URL(fileURLWithPath: results).path
      let chosen = try chosen(in: root)
      let store = try ArtifactStore(root: target)
      let leftOut: Set<String> = withoutCells ? [CellColumns.fileName] : []
      let merge = try ResultsMerge(from: root, into: store, scope: .records, leavingOut: leftOut) {
        chosen.contains($0.id)
      }
      try store.removeWorkFolders()
      let report = MergeReport(merge)
      Console.print(json ? report.json.prettyText() : report.text)
      report.tellRefusals()
      if !report.isComplete { throw ExitStatus.runFailed }
    }
  }

  /// The ids of the experiment's runs: those that follow a file, or all under a name.
  private func chosen(in root: String) throws -> Set<String> {
    let runs = try RunFolders(root: root).runs
    let isFile = FileManager.default.fileExists(atPath: experiment) || experiment.hasSuffix(".json")
    let spec = isFile ? try ExperimentSpec(file: experiment, overrides: overrides) : nil
    let name = spec?.name ?? experiment
    let digest = spec.map(DatabaseRecorder.digest)
    var digests: [String: String] = [:]
    let chosen = try runs.filter { run in
      guard run.experiment == name, let digest else { return run.experiment == name }
      let text = run.spec.canonicalText
      if digests[text] == nil {
        digests[text] = DatabaseRecorder.digest(of: try ExperimentSpec(document: JSONDocument(value: run.spec)))
      }
      return digests[text] == digest
    }
    guard !chosen.isEmpty else {
      let names = Set(runs.map(\.experiment)).sorted()
      throw InputError(
        file: root + "/runs", found: "no run of the experiment \"\(name)\"" + (isFile ? " as it is declared now" : ""),
        expected: names.isEmpty ? "one" : "one of \(names.joined(separator: ", "))",
        nearest: names.contains(name) ? nil : NearestName.to(name, among: names))
    }
    return Set(chosen.map(\.id))
  }
}
