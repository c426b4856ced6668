import Foundation
import Spec
public import StrictJSON

/// A stage of a run, for the database.
public struct StageRow: Sendable, Equatable {
  /// What it is to the run.
  public let role: StageRole
  /// The kind of stage.
  public let kind: StageKind
  /// Its key, in digits.
  public let key: String
  /// When it was begun, ISO 8601 in UTC.
  public let startedAt: String
  /// When it was done.
  public let finishedAt: String
  /// How long it took, in seconds.
  public let wallSeconds: Double
}

/// All that the database holds of a run, as plain values.
public struct RunRecord: Sendable, Equatable {
  /// The run, its experiment and its cell.
  public let run: RunFile
  /// Its stages that are there, from data to measures.
  public let stages: [StageRow]
  /// Its measures.
  public let metrics: [MetricRow]
  /// Its measures of single categories.
  public let classMetrics: [ClassMetricRow]
  /// Its curves, in the order of stages, names and steps as recorded.
  public let curves: [CurveRow]

  /// Reads what the artifacts of a run hold. Stages that are not there, as in a run that failed, are left out.
  public init(_ run: RunFile, in store: ArtifactStore) throws(InputError) {
    self.run = run
    var stages: [StageRow] = []
    var metrics: (metrics: [MetricRow], classes: [ClassMetricRow]) = ([], [])
    var curves: [CurveRow] = []
    for step in run.steps {
      guard case .present(let record) = store.lookup(step.key) else { continue }
      stages.append(
        StageRow(
          role: step.role, kind: record.kind, key: step.key.hex, startedAt: record.startedAt,
          finishedAt: record.finishedAt, wallSeconds: record.wallSeconds))
      let folder = store.folder(of: step.key)
      if step.role == .evaluate { metrics = try MeasureFiles.metrics(folder + "/metrics.json") }
      if record.files.contains(where: { $0.path == "curves.json" }) {
        curves += try MeasureFiles.curves(folder + "/curves.json", role: step.role)
      }
    }
    self.stages = stages
    self.metrics = metrics.metrics
    classMetrics = metrics.classes
    self.curves = curves
  }
}

/// Takes runs into the database. The runner is the only one that calls it, from one thread.
public protocol RunRecorder {
  /// Adds a run, or replaces what is known under its id.
  func record(_ record: RunRecord) throws
}
