import Foundation
import Processes
import ResultStore
import StrictJSON

/// A folder for the files of one test, removed with its owner.
final class Scratch: Sendable {
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

  /// Takes a database of the present schema back to that of before migration 5.
  static let undoLatestSeeds = """
    drop view metric_over_seeds;
    create view metric_over_seeds as
      select experiment, variant, arm, shots, name, subset, iou_type,
        count(*) as runs, count(value) as runs_with_value,
        avg(value) as mean, min(value) as lowest, max(value) as highest
      from metric_by_run where status = 'finished'
      group by experiment, variant, arm, shots, name, subset, iou_type;
    delete from grdb_migrations where identifier = '5 seeds of one specification';
    """

  /// Takes a database of the present schema back to that of before migration 4.
  static let undoLabels = """
    \(undoLatestSeeds)
    drop view tidy_metric; drop view seed_group; drop table tag; drop table note;
    drop index run_by_start; create index run_by_start on run(started_at);
    drop index run_by_cell; create index run_by_cell on run(experiment, variant, arm, shots, seed);
    drop index metric_by_value; create index metric_by_name on metric(name, subset);
    delete from grdb_migrations where identifier = '4 labels, tidy views';
    """

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

extension MeasureVocabulary {
  /// Few measures, and subsets that begin with a known word.
  static let sample = MeasureVocabulary(names: ["AP", "AP50", "VOC50-11", "MaskRecall"], maskNames: ["MaskRecall"]) {
    (text) throws(InputError) in
    let known = ["all", "base", "novel", "occluded"]
    let words = text.split(separator: " ").map(String.init)
    for word in words where !known.contains(word) && !word.hasPrefix("visible[") {
      throw InputError(found: "\"\(word)\"", expected: "a subset", nearest: NearestName.to(word, among: known))
    }
    return words.joined(separator: " ")
  }
}

extension HistoryCondition {
  static func sample(_ text: String) throws -> HistoryCondition { try HistoryCondition(text, vocabulary: .sample) }
}
