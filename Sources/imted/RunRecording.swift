import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// Turns run files and their artifacts into rows of the database. Nothing is claimed of where they were made.
struct RunRecording {
  /// The rows, and what could not become one.
  struct Rows {
    /// The specification of each experiment's latest run.
    var experiments: [ExperimentRow] = []
    /// When that run was done, by experiment.
    var latest: [String: String] = [:]
    var records: [StoredRun] = []
    /// Ids of runs whose specification this program does not understand, with a sentence each.
    var foreign: [(id: String, reason: String)] = []
    /// Ids of runs whose measures are lost or cannot be read, with a sentence each: recorded as failed.
    var unmeasured: [(id: String, reason: String)] = []
    /// What else is wrong, a sentence each.
    var faults: [String] = []
  }

  private let store: ArtifactStore

  init(_ store: ArtifactStore) { self.store = store }

  /// The rows of some runs. One that is damaged does not keep the others out.
  func rows(of runs: [RunFile]) -> Rows {
    var rows = Rows()
    var specs: [String: ExperimentRow] = [:]
    let now = Date.now.formatted(.iso8601)
    let found = runs.concurrentMap { run in FoundRun(run, in: store) }
    for (run, found) in zip(runs, found) {
      do {
        if specs[found.spec] == nil {
          let spec = try ExperimentSpec(document: JSONDocument(value: run.spec))
          specs[found.spec] = ExperimentRow(
            name: spec.name, digest: DatabaseRecorder.digest(of: spec), specJSON: spec.json.canonicalText,
            createdAt: now)
        }
      } catch {
        rows.foreign.append((run.id, "\(error)"))
        continue
      }
      guard let experiment = specs[found.spec] else { continue }
      var labels = RunLabels()
      // Labels that cannot be read are told, and do not keep the run out.
      do { labels = try found.labels.get() } catch { rows.faults.append("labels of run \(run.id): \(error)") }
      let record: MeasuredRun
      do { record = try found.record.get() } catch {
        record = MeasuredRun(run, withoutMeasures: "\(error)", in: store)
        rows.unmeasured.append((run.id, "\(error)"))
      }
      rows.records.append(DatabaseRecorder.row(record, specDigest: experiment.digest, labels: labels))
      if run.finishedAt > rows.latest[experiment.name] ?? "" {
        rows.latest[experiment.name] = run.finishedAt
        rows.experiments.removeAll { $0.name == experiment.name }
        rows.experiments.append(experiment)
      }
    }
    return rows
  }

  /// Records runs beside those that the database holds; what it knows already keeps its machine and gets new labels,
  /// unless it was not finished and is now. Gives what could not be recorded.
  ///
  /// - Parameter replacing: Whether rows of runs that were not finished are replaced.
  func record(_ runs: [RunFile], replacing: Bool = false, in database: ResultStore) throws -> [String] {
    let rows = rows(of: runs)
    let stored = Dictionary(uniqueKeysWithValues: try database.history().map { ($0.id, $0.status) })
    let known = Set(
      rows.records.map(\.run).filter { run in
        stored[run.id].map { $0 == .finished || !replacing && run.status != .finished } ?? false
      }.map(\.id))
    for experiment in rows.experiments {
      var query = HistoryQuery(experiments: [experiment.name], statuses: [.finished], sort: .finishedAt)
      query.limit = 1
      let own = try database.history(query).first?.finishedAt
      let isKnown = try database.experiments().contains { $0.name == experiment.name }
      // The latest specification stands for the experiment, wherever it ran.
      guard !isKnown || own.map({ $0 < rows.latest[experiment.name] ?? "" }) ?? true else { continue }
      try database.record(experiment)
    }
    try database.record(rows.records.filter { !known.contains($0.run.id) })
    for record in rows.records where known.contains(record.run.id) {
      try database.record(record.labels, of: record.run.id)
    }
    let news = rows.unmeasured.filter { !known.contains($0.id) }
    return rows.faults + (rows.foreign + news).map { "run \($0.id): \($0.reason)" }
  }
}

/// What the files of a run hold.
private struct FoundRun: Sendable {
  /// The specification as text.
  let spec: String
  let record: Result<MeasuredRun, any Error>
  let labels: Result<RunLabels, any Error>

  init(_ run: RunFile, in store: ArtifactStore) {
    spec = run.spec.canonicalText
    record = Result { try MeasuredRun(run, in: store) }
    labels = Result { try RunLabels(of: run.id, in: store.root) }
  }
}
