import ArgumentParser
import Foundation
import Pipeline
import StrictJSON

/// `imted gc`: frees what no run needs any more.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Free artifacts that no run refers to, and what was left behind.",
    discussion: """
      Frees artifacts without a run, folders set aside as torn, what dead processes were making, and checkpoints that \
      nobody goes on from. What a runner works on stays, and all that was written to in the last --keep-days.
      """)

  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(
    name: .customLong("keep-days"), parsing: .unconditional, help: "Keep what was written to in so many last days.")
  var keepDays = 14.0
  @Flag(name: .customLong("dry-run"), help: "Only say what would be freed.") var dryRun = false
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard keepDays >= 0, keepDays.isFinite else { throw ValidationError("--keep-days must be 0 or more.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      let root = try ResultsFolder(existing: results).root
      guard FileManager.default.fileExists(atPath: root + "/objects") else {
        throw InputError(file: root, found: "no objects in it", expected: "a results folder")
      }
      let store = dryRun ? ArtifactStore(lookingInto: root) : try ArtifactStore(root: root)
      let collection = try GarbageCollection(store, keepDays: keepDays, isDry: dryRun)
      if json {
        Console.print(Self.json(collection, dryRun).prettyText())
        return
      }
      for item in collection.items {
        Console.print("\(item.kind.rawValue)  \(FileSize.text(item.bytes))  \(item.path)")
      }
      for reason in collection.kept { Console.print("kept  \(reason)") }
      Console.print("\(dryRun ? "would free" : "freed") \(FileSize.text(collection.bytes))")
    }
  }

  private static func json(_ collection: GarbageCollection, _ dryRun: Bool) -> JSONValue {
    [
      "dry_run": .bool(dryRun), "bytes": .integer(collection.bytes),
      "items": .array(
        collection.items.map {
          ["kind": .string($0.kind.rawValue), "path": .string($0.path), "bytes": .integer($0.bytes)]
        }), "kept": .strings(collection.kept),
    ]
  }
}

/// Sizes for people.
enum FileSize {
  /// `12.3 MB`, in steps of a thousand.
  static func text(_ bytes: Int) -> String {
    var (size, unit) = (Double(bytes), "B")
    for next in ["kB", "MB", "GB", "TB"] where size >= 999.95 { (size, unit) = (size / 1000, next) }
    return unit == "B" ? "\(bytes) B" : String(format: "%.1f", size) + " " + unit
  }
}
