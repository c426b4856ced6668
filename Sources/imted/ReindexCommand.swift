import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import StrictJSON

/// `imted reindex`: makes the database anew from the run folders, which are the truth.
struct ReindexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex", abstract: "Make the database anew from the run folders.",
    discussion: """
      A run folder that is torn or foreign is named and moved to runs/.torn, a torn artifact to objects/.torn; the \
      other runs are recorded, as failed where their measures are lost. A torn database is renamed to \
      history.sqlite.torn.
      """)

  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let folder = try ResultsFolder(existing: results)
      let artifacts = try ArtifactStore(root: folder.root)
      // The database is opened first: what is not one stops everything before a folder is moved.
      try Self.unlessTorn(folder.database) {
        _ = try folder.openDatabase()
        try KilledRunSettling.settle(in: folder.root, waits: true)
      }
      let torn = try TornArtifacts.setAside(in: artifacts)
      let found = try RunFolders(root: folder.root)
      let rows = RunRecording(artifacts).rows(of: found.runs)
      let unreadable = found.faults.map { (id: $0.name, reason: $0.reason) } + rows.foreign
      var moved: [JSONValue] = []
      for (id, reason) in unreadable {
        let place = try RunFolders.setAside(id, in: folder.root)
        Console.error("set aside run \(id) to \(place): \(reason)")
        moved.append(["run": .string(id), "place": .string(place), "reason": .string(reason)])
      }
      for (id, reason) in rows.unmeasured { Console.error("recorded as failed: run \(id): \(reason)") }
      for fault in rows.faults { Console.error("left out \(fault)") }
      // Opened again, as it may turn out to be torn only in what is replaced.
      try Self.unlessTorn(folder.database) {
        try folder.openDatabase().replaceAll(rows.experiments, rows.records)
      }
      if json {
        let report: JSONValue = [
          "runs": .integer(rows.records.count), "set_aside": .array(moved), "artifacts_set_aside": .array(torn),
          "without_measures": .array(
            rows.unmeasured.map { ["run": .string($0.id), "reason": .string($0.reason)] }),
          "left_out": .strings(rows.faults),
        ]
        Console.print(report.prettyText())
      } else {
        Console.print("\(rows.records.count) runs recorded in \(folder.database)")
      }
    }
  }

  /// Does something with a database; if that fails because the database is torn, sets it aside and does it again.
  private static func unlessTorn<Result>(_ database: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let failure as InputError {
      guard let place = try ResultStore.setAsideIfTorn(database) else { throw failure }
      Console.error("set aside the torn database as \(place): \(failure)")
      return try body()
    }
  }
}
