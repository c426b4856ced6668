import Foundation
public import Spec
public import StrictJSON

/// Stages of a stored run made once more, and held against what is stored: file by file, by SHA-256.
public struct RunVerification: Sendable, Equatable {
  /// The value of `format` in `verification.json`.
  public static let format = "imted-bench/verification/1"
  /// The file beside `run.json`.
  public static let fileName = "verification.json"

  /// How a stage came out.
  public enum Outcome: Sendable, Equatable {
    /// All files are the same, bit for bit.
    case equal
    /// These files differ, or are in one of the two alone.
    case different([String])
    /// It could not be made; the sentence says why.
    case impossible(String)

    /// Whether the stage was made again, however it came out.
    public var isMade: Bool { if case .impossible = self { false } else { true } }
  }

  /// A stage of the run.
  public struct Step: Sendable, Equatable {
    /// What it is to the run.
    public let role: StageRole
    /// Its key.
    public let key: Digest
    /// How it came out.
    public let outcome: Outcome
  }

  /// How well a run repeats.
  public enum Grade: String, Sendable {
    /// Every stage came out the same, bit for bit.
    case bitEqual = "bit-equal"
    /// All that were made again did; others could not be made.
    case partly = "bit-equal in part"
    /// Some came out otherwise.
    case different = "different"
    /// None could be made.
    case unknown = "unknown"
  }

  /// The run's id.
  public let runID: String
  /// The stages that were tried, from data to measures.
  public let steps: [Step]
  /// When that was done, ISO 8601 in UTC.
  public let finishedAt: String

  /// The number of stages that were made again.
  public var madeCount: Int { steps.count(where: \.outcome.isMade) }

  /// How well the run repeats, as far as it was tried.
  public var grade: Grade {
    let equal = steps.count { $0.outcome == .equal }
    if steps.contains(where: { if case .different = $0.outcome { true } else { false } }) { return .different }
    return equal == 0 ? .unknown : equal == steps.count ? .bitEqual : .partly
  }

  /// Makes the stages of `run` again, those of `roles` only unless that is empty, each from the stored inputs, with the
  /// threads and on the device that it was made with. `report` is told each stage before it is made and its outcome.
  public init(
    _ run: RunFile, roles: [StageRole] = [], in store: ArtifactStore, executor: any StageExecutor,
    cancellation: Cancellation = Cancellation(), report: (StageRole, Outcome?) -> Void = { _, _ in }
  ) throws(PipelineError) {
    var steps: [Step] = []
    for step in run.steps where roles.isEmpty || roles.contains(step.role) {
      guard !cancellation.isCancelled else { break }
      report(step.role, nil)
      let outcome = try Self.outcome(of: step.key, in: store, executor, cancellation)
      report(step.role, outcome)
      steps.append(Step(role: step.role, key: step.key, outcome: outcome))
    }
    runID = run.id
    self.steps = steps
    finishedAt = Timestamp.text()
  }

  /// What `verification.json` holds.
  public var json: JSONValue {
    let steps = self.steps.map { step -> JSONValue in
      var object = JSONObject([("role", .string(step.role.rawValue)), ("key", .string(step.key.hex))])
      switch step.outcome {
      case .equal: object["outcome"] = "equal"
      case .different(let files): (object["outcome"], object["files"]) = ("different", .strings(files))
      case .impossible(let why): (object["outcome"], object["why"]) = ("impossible", .string(why))
      }
      return .object(object)
    }
    return [
      "format": .string(Self.format), "run": .string(runID), "grade": .string(grade.rawValue),
      "finished_at": .string(finishedAt), "stages": .array(steps),
    ]
  }

  /// Reads what was last written beside a run of a results folder; nil where it was never made again.
  public static func stored(of runID: String, in root: String) throws(InputError) -> RunVerification? {
    let file = "\(root)/runs/\(runID)/\(fileName)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try RunVerification(file: file)
  }

  /// Reads a `verification.json`. The grade follows from its stages.
  public init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    runID = try reader.required("run").string()
    finishedAt = try reader.required("finished_at").string()
    _ = try reader.required("grade").string()
    steps = try reader.required("stages").array().map { (node) throws(InputError) in
      let step = try node.object()
      let key = try step.required("key")
      guard let digest = Digest(hex: try key.string()) else {
        throw key.error(found: key.foundText, expected: "64 lower-case hexadecimal digits")
      }
      let role = try step.required("role").choice(of: StageRole.self)
      let outcome = try step.required("outcome")
      switch try outcome.string() {
      case "equal": return Step(role: role, key: digest, outcome: .equal)
      case "different":
        let files = try step.required("files").array().map { (node) throws(InputError) in try node.string() }
        return Step(role: role, key: digest, outcome: .different(files))
      case "impossible":
        return Step(role: role, key: digest, outcome: .impossible(try step.required("why").string()))
      default: throw outcome.error(found: outcome.foundText, expected: "equal, different or impossible")
      }
    }
  }

  /// Writes the file beside the run's, whole or not at all.
  public func write(to root: String) throws(PipelineError) {
    try DurableFile.write(json.prettyText() + "\n", to: "\(root)/runs/\(runID)/\(Self.fileName)")
  }

  private static func outcome(
    of key: Digest, in store: ArtifactStore, _ executor: any StageExecutor, _ cancellation: Cancellation
  ) throws(PipelineError) -> Outcome {
    let record: StageRecord
    switch store.lookup(key) {
    case .present(let found): record = found
    case .absent: return .impossible("it is not stored any more")
    case .torn(let damage): return .impossible(damage)
    }
    guard record.version == record.kind.version else {
      return .impossible(
        "it is of version \(record.version) of \(record.kind.rawValue), and this program makes \(record.kind.version)")
    }
    var inputs: [StageRequest.Input] = []
    guard case .object(let keys) = record.inputs else { return .impossible("its record names no inputs") }
    for (name, value) in keys.members {
      guard case .string(let text) = value, let input = Digest(hex: text), case .present = store.lookup(input) else {
        return .impossible("its input \(name) is not stored any more")
      }
      inputs.append(StageRequest.Input(name: name, folder: store.folder(of: input)))
    }
    guard let claim = try store.claim(key) else { return .impossible("another runner is at it") }
    let folder = try claim.begin()
    defer { claim.discard(folder) }
    let request = StageRequest(
      kind: record.kind, key: key, config: record.config, inputs: inputs, output: folder,
      threads: record.threads ?? 1, device: record.device ?? "cpu", resources: record.resources)
    do throws(StageFailure) {
      try executor.execute(request, log: folder + ".log", cancellation: cancellation) { _ in }
    } catch {
      try? FileManager.default.removeItem(atPath: folder + ".log")
      return .impossible(error.message)
    }
    try? FileManager.default.removeItem(atPath: folder + ".log")
    return try compare(folder, record)
  }

  private static func compare(_ folder: String, _ record: StageRecord) throws(PipelineError) -> Outcome {
    var stored: [String: Digest] = [:]
    for file in record.files { stored[file.path] = file.digest }
    var different: [String] = []
    for file in try FileTree.files(in: folder) {
      let digest = try? Digest(ofFile: folder + "/" + file.path)
      if stored.removeValue(forKey: file.path) != digest { different.append(file.path) }
    }
    different += stored.keys
    return different.isEmpty ? .equal : .different(different.sorted())
  }
}

extension StageRecord {
  /// The threads that it was made with.
  var threads: Int? {
    guard case .integer(let count)? = execution["threads"] else { return nil }
    return Int(count)
  }

  /// Where it was made.
  var device: String? {
    guard case .string(let name)? = execution["device"] else { return nil }
    return name
  }

  /// The paths that it needed from outside.
  public var resources: [PlannedStage.Resource] {
    guard case .object(let paths)? = execution["resources"] else { return [] }
    return paths.members.compactMap { name, value in
      guard case .string(let path) = value else { return nil }
      return PlannedStage.Resource(name: name, path: path)
    }
  }
}
