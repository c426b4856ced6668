import Foundation
public import Spec
public import StrictJSON

/// How a run ended.
public enum RunStatus: String, CaseIterable, Sendable, Hashable {
  /// All its stages are there.
  case done
  /// A stage failed.
  case failed
  /// It was stopped.
  case cancelled
}

/// What `runs/<id>/run.json` says: from it and the artifacts the database can be made again.
public struct RunFile: Sendable, Equatable {
  /// The value of `format`.
  public static let format = "imted-bench/run/1"

  /// The run's id.
  public let id: String
  /// The experiment, with every default written out.
  public let spec: JSONValue
  /// The experiment's name.
  public let experiment: String
  /// The experiment's title.
  public let title: String
  /// The cell.
  public let cell: Cell
  /// Its stages by role, from data to measures.
  public let steps: [PlannedRun.Step]
  /// How it ended.
  public private(set) var status: RunStatus
  /// Why it failed.
  public private(set) var failure: String?
  /// When its first stage was begun, ISO 8601 in UTC. Shared stages count, also those of earlier experiments.
  public private(set) var startedAt: String
  /// When its last stage was done.
  public private(set) var finishedAt: String
  /// Seconds that its stages took in all, wherever and whenever they ran.
  public private(set) var wallSeconds: Double
  /// The digest of the protocol that its measures follow; nil where the measures have no protocol card.
  public internal(set) var protocolDigest: Digest?

  /// A run as it ended. One that is done is described by the records of its stages alone, so that running it again
  /// changes nothing.
  init(
    id: String, cell: Cell, steps: [PlannedRun.Step], experiment: String, title: String, spec: JSONValue,
    status: RunStatus, failure: String?, records: [StageRecord], startedAt: String, finishedAt: String
  ) {
    self.id = id
    self.spec = spec
    self.experiment = experiment
    self.title = title
    self.cell = cell
    self.steps = steps
    self.status = status
    self.failure = failure
    let isDone = status == .done
    self.startedAt = (isDone ? records.map(\.startedAt).min() : nil) ?? startedAt
    self.finishedAt = (isDone ? records.map(\.finishedAt).max() : nil) ?? finishedAt
    wallSeconds = (records.reduce(0) { $0 + $1.wallSeconds } * 1000).rounded() / 1000
  }

  /// Reads a `run.json`.
  public init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    id = try reader.required("id").string()
    experiment = try reader.required("experiment").string()
    title = try reader.required("title").string()
    cell = try Cell(try reader.required("cell"))
    status = try reader.required("status").choice(of: RunStatus.self)
    let failure = try reader.required("failure")
    self.failure = failure.isNull ? nil : try failure.string()
    startedAt = try reader.required("started_at").string()
    finishedAt = try reader.required("finished_at").string()
    wallSeconds = try reader.required("wall_seconds").double(in: 0...Double.infinity)
    steps = try PlannedRun.Step.steps(try reader.required("stages"))
    if let node = reader.optional("protocol") {
      guard let digest = Digest(hex: try node.string()) else {
        throw node.error(found: node.foundText, expected: "64 lower-case hexadecimal digits")
      }
      protocolDigest = digest
    }
    spec = try reader.required("spec").value
    try reader.finish()
  }

  /// The run with the times that a results folder holds of it, if it holds the same run of the same stages as done. Where
  /// stages are not there any more, or never were as with records, only that file knows what they took.
  func keepingTimes(in root: String) -> RunFile {
    guard let stored = try? RunFile(file: "\(root)/runs/\(id)/run.json"), stored.status == .done, stored.steps == steps
    else { return self }
    var run = self
    (run.startedAt, run.finishedAt, run.wallSeconds) = (stored.startedAt, stored.finishedAt, stored.wallSeconds)
    return run
  }

  /// The run as one that failed, for a reason in one sentence. No measures, no protocol.
  func failing(_ reason: String) -> RunFile {
    var run = self
    (run.status, run.failure, run.protocolDigest) = (.failed, reason, nil)
    return run
  }

  /// The run with the protocol that its measures follow.
  public func following(_ protocolDigest: Digest?) -> RunFile {
    var run = self
    run.protocolDigest = protocolDigest
    return run
  }

  /// What the file holds.
  public var json: JSONValue {
    var object = JSONObject([
      ("format", .string(Self.format)), ("id", .string(id)), ("experiment", .string(experiment)),
      ("title", .string(title)), ("cell", cell.json), ("status", .string(status.rawValue)),
      ("failure", failure.map { .string($0) } ?? .null), ("started_at", .string(startedAt)),
      ("finished_at", .string(finishedAt)), ("wall_seconds", .number(wallSeconds)),
      ("stages", .object(steps.map { ($0.role.rawValue, .string($0.key.hex)) })),
    ])
    object["protocol"] = protocolDigest.map { .string($0.hex) }
    object["spec"] = spec
    return .object(object)
  }

  /// Whether a results folder holds the file, to the byte.
  func isWritten(to root: String) -> Bool {
    FileManager.default.contents(atPath: "\(root)/runs/\(id)/run.json") == Data((json.prettyText() + "\n").utf8)
  }

  /// Writes the file into a results folder, whole or not at all; an equal one is left alone.
  public func write(to root: String) throws {
    let folder = "\(root)/runs/\(id)"
    let file = folder + "/run.json"
    if let present = try? RunFile(file: file), present == self { return }
    if !FileManager.default.fileExists(atPath: folder) {
      try DurableFile.makeFolder(folder)
      try DurableFile.sync("\(root)/runs")
    }
    try DurableFile.write(json.prettyText() + "\n", to: file)
  }
}

extension PlannedRun.Step {
  /// Reads keys by role.
  static func steps(_ node: JSONNode) throws(InputError) -> [PlannedRun.Step] {
    let stages = try node.object()
    var steps: [PlannedRun.Step] = []
    for role in StageRole.allCases {
      guard let node = stages.optional(role.rawValue) else { continue }
      guard let key = Digest(hex: try node.string()) else {
        throw node.error(found: node.foundText, expected: "64 lower-case hexadecimal digits")
      }
      steps.append(PlannedRun.Step(role: role, key: key))
    }
    try stages.finish()
    return steps
  }
}
