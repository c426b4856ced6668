import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import StrictJSON

/// `imted import`: takes another machine's results.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take the runs, labels and artifacts of another results folder.",
    discussion: """
      Every file is checked against its SHA-256. What is torn, foreign or contradicts what is here is named and left \
      out, and the command ends with 1. Doing it again takes nothing.
      """)

  @Argument(help: "The other results folder; it needs no database.") var folder: String
  @Option(help: "Folder to take them into.") var results = "results"
  @Flag(help: "Of the artifacts take only measures: enough for tables and histories, without weights.")
  var records = false
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let root = ResultsFolder(root: URL(fileURLWithPath: results).path)
      guard FileManager.default.fileExists(atPath: folder) else {
        throw InputError(file: folder, found: "no such folder", expected: "a results folder")
      }
      let store = try ArtifactStore(root: root.root)
      let merge = try ResultsMerge(from: folder, into: store, scope: records ? .records : .everything)
      let database = try root.openDatabase()
      // Runs that were here are recorded too: a kill between files and database must not leave them out for good.
      let faults = try RunRecording(store).record(merge.runs + merge.presentRuns, in: database)
      let report = MergeReport(merge, faults)
      Console.print(json ? report.json.prettyText() : report.text)
      report.tellRefusals()
      if !report.isComplete { throw ExitStatus.runFailed }
    }
  }
}
