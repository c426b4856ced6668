import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// The runs of an experiment for tracking programs.
enum TrackedRuns {
  /// The finished runs, in the order of the matrix, each with its settings, numbers and curves.
  static func of(_ recorded: RecordedExperiment) throws(InputError) -> [TrackedRun] {
    var tracked: [TrackedRun] = []
    for cell in recorded.spec.matrix.cells {
      guard let row = recorded.runs.first(where: { $0.cell == cell }),
        let record = try recorded.database.record(of: row.id)
      else { continue }
      tracked.append(run(row, record, cell, recorded))
    }
    return tracked
  }

  private static func run(
    _ row: RunRow, _ record: StoredRun, _ cell: Cell, _ recorded: RecordedExperiment
  ) -> TrackedRun {
    let end = seconds(row.finishedAt)
    var run = TrackedRun(id: row.id, name: name(cell), start: row.startedAt.map { seconds($0) } ?? end, end: end)
    run.measures = record.metrics.compactMap { metric in
      metric.value.map { TrackedRun.Measure(name: "\(metric.iouType)/\(metric.name)/\(metric.subset)", value: $0) }
    }
    // Not below `AP/novel`, which is a file in MLflow's store and so no folder.
    run.measures += record.classMetrics.compactMap { metric in
      let category = String(metric.category.map { $0 == "/" ? "_" : $0 })
      return metric.value.map {
        TrackedRun.Measure(name: "\(metric.iouType)/\(metric.name) of class/\(metric.subset)/\(category)", value: $0)
      }
    }
    run.points = record.curves.compactMap { point in
      point.value.map { TrackedRun.Point(name: "\(point.stage)/\(point.name)", step: point.step, value: $0) }
    }
    run.parameters = parameters(cell, recorded.spec)
    let tags: [(String, String?)] = [
      ("imted.experiment", row.experiment), ("imted.settings", row.specDigest), ("imted.protocol", row.protocolDigest),
      ("imted.machine", row.machine), ("imted.device", row.device), ("imted.threads", row.threads.map(String.init)),
      ("mlflow.source.git.commit", row.commitID),
    ]
    run.tags = tags.compactMap { name, value in value.map { (name: name, value: $0) } }
    return run
  }

  private static func parameters(_ cell: Cell, _ spec: ExperimentSpec) -> [(name: String, value: String)] {
    var parameters: [(name: String, value: String)] = [("arm", cell.arm.rawValue), ("seed", "\(cell.seed)")]
    if let shots = cell.shots { parameters.append(("shots", "\(shots)")) }
    if let variant = cell.variant { parameters.append(("variant", variant)) }
    guard case .object(let settings) = spec.resolved(for: cell).json else { return parameters }
    let shown: Set<String> = ["format", "name", "title", "notes", "tables", "matrix"]
    let kept = settings.members.filter { !shown.contains($0.key) }.map { ($0.key, $0.value) }
    return parameters + TrackedRun.parameters(of: .object(kept))
  }

  /// `8k_full-transfer_10shots_seed0`
  private static func name(_ cell: Cell) -> String {
    [cell.variant, cell.arm.rawValue, cell.shots.map { "\($0)shots" }, "seed\(cell.seed)"].compactMap(\.self)
      .joined(separator: "_")
  }

  /// Seconds since 1970; 0 for a time that was not recorded.
  private static func seconds(_ text: String?) -> Double {
    text.flatMap { try? Date($0, strategy: .iso8601) }?.timeIntervalSince1970 ?? 0
  }
}
