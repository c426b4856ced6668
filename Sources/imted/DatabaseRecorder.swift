import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// Takes the runner's records into the database.
final class DatabaseRecorder: RunRecorder {
  /// How many runs the database did not take, however often they were tried.
  var failures: Int { refused.count }
  private var refused: Set<String> = []
  private let database: ResultStore
  private let spec: ExperimentSpec
  private let root: String

  /// A recorder of the experiment's runs, whose labels are looked for in the results folder `root`.
  init(_ database: ResultStore, spec: ExperimentSpec, root: String) {
    (self.database, self.spec, self.root) = (database, spec, root)
  }

  /// The digest that ties runs to the experiment as it was: everything but its name and what only shows results.
  static func digest(of spec: ExperimentSpec) -> String {
    guard case .object(let members) = spec.json else { return Digest(of: spec.json).hex }
    let shown = ["name", "title", "notes", "tables"]
    let kept = members.keys.filter { !shown.contains($0) }.compactMap { key in members[key].map { (key, $0) } }
    return Digest(of: .object(kept)).hex
  }

  func recordExperiment() throws {
    try database.record(
      ExperimentRow(
        name: spec.name, digest: Self.digest(of: spec), specJSON: spec.json.canonicalText,
        createdAt: Date.now.formatted(.iso8601)))
  }

  func record(_ record: MeasuredRun) throws {
    do {
      let labels = try RunLabels(of: record.run.id, in: root)
      let row = Self.row(record, specDigest: Self.digest(of: spec), labels: labels)
      try database.record([row])
      refused.remove(record.run.id)
    } catch {
      refused.insert(record.run.id)
      throw error
    }
  }

  func known(of runs: [RunFile]) throws -> [RunFile] {
    let digest = Self.digest(of: spec)
    let rows = Dictionary(
      uniqueKeysWithValues: try database.history(HistoryQuery(experiments: [spec.name])).map { ($0.id, $0) })
    return runs.compactMap { run in
      guard let row = rows[run.id], row.specDigest == digest, row.status == Self.status(run.status),
        row.startedAt == run.startedAt, row.finishedAt == run.finishedAt, row.wallSeconds == run.wallSeconds,
        row.message == run.failure
      else { return nil }
      return run.following(row.protocolDigest.flatMap { Digest(hex: $0) })
    }
  }

  /// The rows of a run. Machines and commits are those that its stages say they were made on and with, several joined;
  /// threads and device are those of its last training.
  static func row(_ record: MeasuredRun, specDigest: String, labels: RunLabels) -> StoredRun {
    let run = record.run
    let trained = record.stages.last { $0.kind == .train } ?? record.stages.last
    return StoredRun(
      run: RunRow(
        id: run.id, experiment: run.experiment, specDigest: specDigest, arm: run.cell.arm.rawValue,
        shots: run.cell.shots, seed: run.cell.seed, variant: run.cell.variant, status: status(run.status),
        startedAt: run.startedAt, finishedAt: run.finishedAt, wallSeconds: run.wallSeconds,
        machine: joined(record.stages.map(\.machine)), threads: trained?.threads, device: trained?.device,
        commitID: joined(record.stages.map(\.commit)), message: run.failure,
        protocolDigest: record.protocolCard?.shared.digest.hex,
        ownProtocolJSON: record.protocolCard?.own.json.canonicalText),
      stages: record.stages.map {
        RunStage(
          role: $0.role.rawValue,
          stage: StoredStage(
            key: $0.key, kind: $0.kind.rawValue, version: $0.version, configJSON: $0.config.canonicalText,
            startedAt: $0.startedAt, finishedAt: $0.finishedAt, wallSeconds: $0.wallSeconds, machine: $0.machine,
            threads: $0.threads, device: $0.device, artifactBytes: $0.bytes))
      },
      metrics: record.metrics.map {
        StoredMetric(name: $0.name, subset: $0.subset, iouType: $0.iouType, value: $0.value, n: $0.n)
      },
      classMetrics: record.classMetrics.map {
        StoredClassMetric(
          category: $0.category, name: "AP", subset: $0.subset, iouType: $0.iouType, value: $0.value, n: $0.n)
      },
      curves: record.curves.map {
        CurvePoint(stage: $0.role.rawValue, name: $0.name, step: $0.step, value: $0.value)
      },
      protocolCard: record.protocolCard.map {
        ProtocolRow(digest: $0.shared.digest.hex, cardJSON: $0.shared.json.canonicalText)
      }, labels: RunLabelRows(labels))
  }

  /// Each of some texts once, in their order; nil without any.
  private static func joined(_ texts: [String?]) -> String? {
    var all: [String] = []
    for text in texts.compactMap(\.self) where !all.contains(text) { all.append(text) }
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }

  private static func status(_ status: MeasuredStatus) -> StoredStatus {
    switch status {
    case .done: .finished
    case .failed: .failed
    case .cancelled: .interrupted
    }
  }
}
