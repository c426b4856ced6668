import Foundation
import Processes
import ResultStore

/// A folder for the files of one test, removed with its owner.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "result-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// What the `sqlite3` command prints for `sql`; nil where the machine has no such command.
  static func sqlite(_ path: String, _ sql: String) throws -> String? {
    let shell = try FinishedProcess("/usr/bin/env", ["sqlite3", path, sql])
    return shell.status == 0 ? shell.output : nil
  }

  static let hasSQLite = (try? sqlite(":memory:", "select 1")) == "1\n"
  static let shellTakesDoubleQuotes = (try? sqlite(":memory:", "select \"x\"")) == "x\n"
}

extension ExperimentRow {
  static func sample(_ name: String = "few-shot", digest: String = "d1") -> ExperimentRow {
    ExperimentRow(
      name: name, digest: digest, specJSON: "{\"name\":\"\(name)\"}", createdAt: "2026-01-02T03:04:05Z")
  }
}

extension RunRow {
  static func sample(
    _ id: String, experiment: String = "few-shot", arm: String = "full-transfer", shots: Int? = 10,
    seed: Int = 0,
    status: RunStatus = .finished, startedAt: String? = nil, wallSeconds: Double? = nil
  ) -> RunRow {
    RunRow(
      id: id, experiment: experiment, arm: arm, shots: shots, seed: seed, status: status,
      startedAt: startedAt,
      wallSeconds: wallSeconds)
  }
}
