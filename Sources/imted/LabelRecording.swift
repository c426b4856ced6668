import Foundation
import Pipeline
import ResultStore
import StrictJSON

/// Writes labels beside a run's file, which are the truth, and then into the database if that knows the run.
struct LabelRecording {
  let folder: ResultsFolder
  let id: String

  /// Finds the run of an id or of its first digits among the run folders of `results`.
  init(_ run: String, results: String) throws {
    folder = ResultsFolder(root: URL(fileURLWithPath: results).path)
    id = try RunChoice.id(run, among: RunFolders.ids(in: folder.root), in: folder.root + "/runs")
  }

  /// Changes the labels and gives what they are now.
  func change(_ body: (inout RunLabels) throws -> Void) throws -> RunLabels {
    let labels = try RunLabels.change(of: id, in: folder.root, body)
    if FileManager.default.fileExists(atPath: folder.database) {
      let database = try folder.openDatabase()
      if try database.history(HistoryQuery(idPrefix: id)).contains(where: { $0.id == id }) {
        try database.record(RunLabelRows(labels), of: id)
      }
    }
    return labels
  }

  /// What a command prints: the run with its labels.
  func printed(_ labels: RunLabels, json: Bool) -> String {
    if json {
      let object: JSONValue = [
        "run": .string(id), "tags": .strings(labels.tags), "note": labels.note.map { .string($0) } ?? .null,
      ]
      return object.prettyText()
    }
    let tags = labels.tags.isEmpty ? "no tags" : labels.tags.joined(separator: " ")
    return "\(id): \(tags)" + (labels.note.map { "; \($0)" } ?? "")
  }
}

extension RunLabelRows {
  /// The rows of what a file holds.
  init(_ labels: RunLabels) { self.init(tags: labels.tags, note: labels.note) }
}
