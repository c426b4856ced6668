import Foundation
public import Spec
public import StrictJSON

/// A stage of a run, for the database.
public struct StageRow: Sendable, Equatable {
  /// What it is to the run.
  public let role: StageRole
  /// The kind of stage.
  public let kind: StageKind
  /// Its key, in digits.
  public let key: String
  /// Version of the stage's code.
  public let version: Int
  /// Its own configuration.
  public let config: JSONValue
  /// When it was begun, ISO 8601 in UTC.
  public let startedAt: String
  /// When it was done.
  public let finishedAt: String
  /// How long it took, in seconds.
  public let wallSeconds: Double
  /// The machine that made it; nil where `stage.json` does not say.
  public let machine: String?
  /// The program's commit; nil where `stage.json` does not say.
  public let commit: String?
  /// Threads that it was given.
  public let threads: Int?
  /// Where it was computed.
  public let device: String?
  /// Size of its files.
  public let bytes: Int

  init(_ record: StageRecord, role: StageRole) {
    self.role = role
    kind = record.kind
    key = record.key.hex
    (version, config) = (record.version, record.config)
    bytes = record.files.reduce(0) { $0 + $1.bytes }
    startedAt = record.startedAt
    finishedAt = record.finishedAt
    wallSeconds = record.wallSeconds
    func text(_ key: String) -> String? { if case .string(let text)? = record.execution[key] { text } else { nil } }
    (machine, commit, device) = (text("machine"), text("commit"), text("device"))
    if case .integer(let count)? = record.execution["threads"] { threads = Int(count) } else { threads = nil }
  }
}

/// All that the database holds of a run, as plain values.
public struct RunRecord: Sendable, Equatable {
  /// The run, its experiment and its cell, and the digest of its protocol.
  public let run: RunFile
  /// Its stages that are there, from data to measures.
  public let stages: [StageRow]
  /// Its measures.
  public let metrics: [MetricRow]
  /// Its measures of single categories.
  public let classMetrics: [ClassMetricRow]
  /// Its curves, in the order of stages, names and steps as recorded.
  public let curves: [CurveRow]
  /// The protocol that the measures follow; nil if the program that measured knew of no cards.
  public let protocolCard: ProtocolCard?

  /// Reads what the artifacts of a run hold. Stages that are not there, as in a run that failed, are left out; measures
  /// that are not there or cannot be read are an error in a run that is done.
  public init(_ run: RunFile, in store: ArtifactStore) throws(InputError) {
    var stages: [StageRow] = []
    var metrics: (metrics: [MetricRow], classes: [ClassMetricRow]) = ([], [])
    var curves: [CurveRow] = []
    var card: ProtocolCard?
    for step in run.steps {
      let state = store.lookup(step.key)
      if step.role == .evaluate, run.status == .done { try Self.refuseLoss(of: step.key, state, in: store) }
      guard case .present(let record) = state else { continue }
      stages.append(StageRow(record, role: step.role))
      let folder = store.folder(of: step.key)
      if step.role == .evaluate {
        metrics = try MeasureFiles.metrics(folder + "/metrics.json")
        if record.files.contains(where: { $0.path == ProtocolCard.fileName }) {
          card = try ProtocolCard(file: "\(folder)/\(ProtocolCard.fileName)")
        }
      }
      if record.files.contains(where: { $0.path == "curves.json" }) {
        curves += try MeasureFiles.curves(folder + "/curves.json", role: step.role)
      }
    }
    self.stages = stages
    self.metrics = metrics.metrics
    classMetrics = metrics.classes
    self.curves = curves
    protocolCard = card
    var run = run
    run.protocolDigest = card?.shared.digest
    self.run = run
  }

  /// What there is of a run whose measures were lost: it has failed for this reason, and has its stages alone.
  public init(_ run: RunFile, withoutMeasures reason: String, in store: ArtifactStore) {
    stages = run.steps.compactMap { step in
      if case .present(let record) = store.lookup(step.key) { StageRow(record, role: step.role) } else { nil }
    }
    (metrics, classMetrics, curves, protocolCard) = ([], [], [], nil)
    self.run = run.failing(reason)
  }

  private static func refuseLoss(
    of key: Digest, _ state: ArtifactStore.State, in store: ArtifactStore
  ) throws(InputError) {
    let expected = "the measures of a run that is done; `imted run` makes them again"
    switch state {
    case .present: return
    case .absent: throw InputError(file: store.folder(of: key), found: "nothing", expected: expected)
    case .torn(let damage): throw InputError(found: "damage (\(damage))", expected: expected)
    }
  }
}

/// Takes runs into the database. The runner is the only one that calls it, from one thread.
public protocol RunRecorder {
  /// Adds a run, or replaces what is known under its id.
  func record(_ record: RunRecord) throws
  /// Of runs that are done, those that are known as they are, each with the digest of its protocol. They need not be read
  /// and recorded again.
  func known(of runs: [RunFile]) throws -> [RunFile]
}

extension RunRecorder {
  /// None.
  public func known(of runs: [RunFile]) -> [RunFile] { [] }
}
