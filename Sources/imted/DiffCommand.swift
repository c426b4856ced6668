import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import StrictJSON

/// `imted diff`: what tells two runs apart.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say in what two runs differ: specification, stages, protocol, execution, measures.")

  @Argument(help: "A run's id, or the first digits of it.") var left: String
  @Argument(help: "The other's.") var right: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let folder = ResultsFolder(root: URL(fileURLWithPath: results).path)
      let (store, ids) = (ArtifactStore(lookingInto: folder.root), try RunFolders.ids(in: folder.root))
      // Runs are compared from their files; where they ran, only the database knows.
      let database =
        FileManager.default.fileExists(atPath: folder.database)
        ? try folder.openDatabase(.readOnly) : nil
      func side(_ text: String) throws -> RunComparison.Side {
        let id = try RunChoice.id(text, among: ids, in: folder.root + "/runs")
        let run = try RunFile(file: "\(folder.root)/runs/\(id)/run.json")
        return try RunComparison.Side(run, in: store, row: try database?.record(of: id)?.run)
      }
      let comparison = RunComparison(try side(left), try side(right))
      Console.print(json ? comparison.json.prettyText() : comparison.text)
    }
  }
}
