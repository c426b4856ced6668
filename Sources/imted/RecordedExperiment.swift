import Foundation
import ResultStore
import Spec
import StrictJSON

/// An experiment with its finished runs.
struct RecordedExperiment {
  let spec: ExperimentSpec
  /// The runs, latest first. A cell that was run again, as with another version of the tensor library, has several: the
  /// latest counts.
  let runs: [RunRow]

  /// The experiment of a file, or the one recorded under a name. It must have a run.
  init(_ name: String, overrides: [String], in database: ResultStore) throws {
    spec = try Self.declared(name, overrides, in: database)
    var query = HistoryQuery()
    query.experiments = [spec.name]
    query.sort = .finishedAt
    query.descending = true
    let digest = DatabaseRecorder.digest(of: spec)
    var cells: Set<Cell> = []
    runs = try database.history(query).filter { run in
      guard run.status == .finished, run.specDigest == digest, let arm = Arm(rawValue: run.arm) else { return false }
      return cells.insert(Cell(arm: arm, shots: run.shots, seed: run.seed, variant: run.variant)).inserted
    }
    guard !runs.isEmpty else {
      throw InputError(
        file: database.path, found: "no run of the experiment \"\(spec.name)\" as it is declared now",
        expected: "one: `imted run` makes it")
    }
  }

  /// Whether a name is that of a file, rather than of something recorded.
  static func isFile(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: name) || name.hasSuffix(".json")
  }

  private static func declared(
    _ name: String, _ overrides: [String], in database: ResultStore
  ) throws -> ExperimentSpec {
    if isFile(name) { return try ExperimentSpec(file: name, overrides: overrides) }
    let known = try database.experiments()
    guard let row = known.first(where: { $0.name == name }) else {
      let names = known.map(\.name)
      throw InputError(
        file: database.path, found: "no experiment \"\(name)\"",
        expected: names.isEmpty ? "a recorded experiment" : "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(name, among: names))
    }
    return try ExperimentSpec(document: JSONDocument(bytes: Array(row.specJSON.utf8), file: nil), overrides: overrides)
  }
}
