public import Spec
public import StrictJSON

/// What `stage.json` says of an artifact: how it was made and which files it has. It is written last, so an artifact
/// that has it is whole.
public struct StageRecord: Sendable, Equatable {
  /// The value of `format` in `stage.json`.
  public static let format = "imted-bench/stage/1"
  /// The name of the file.
  public static let fileName = "stage.json"

  /// A file of the artifact.
  public struct File: Sendable, Equatable {
    /// Its path from the artifact's folder, parts joined by `/`.
    public let path: String
    /// Its size.
    public let bytes: Int
    /// The SHA-256 of its content.
    public let digest: Digest

    /// A file from its facts.
    public init(path: String, bytes: Int, digest: Digest) {
      self.path = path
      self.bytes = bytes
      self.digest = digest
    }
  }

  /// The stage's key.
  public let key: Digest
  /// The kind of stage.
  public let kind: StageKind
  /// The version of the kind that made it.
  public let version: Int
  /// The configuration.
  public let config: JSONValue
  /// The keys of what it read, by name.
  public let inputs: JSONValue
  /// Versions and digests from outside that are part of the key.
  public let environment: JSONValue
  /// Threads, device and the like: outside the key.
  public let execution: JSONValue
  /// When it was begun, ISO 8601 in UTC.
  public let startedAt: String
  /// When it was done.
  public let finishedAt: String
  /// How long it took, in seconds.
  public let wallSeconds: Double
  /// All files but `stage.json`, sorted by path.
  public internal(set) var files: [File]

  init(
    _ stage: PlannedStage, execution: JSONValue, startedAt: String, finishedAt: String, wallSeconds: Double,
    files: [File]
  ) {
    key = stage.key
    kind = stage.kind
    version = stage.kind.version
    config = stage.config
    inputs = PlannedStage.json(stage.inputs)
    environment = stage.environment
    self.execution = execution
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.wallSeconds = wallSeconds
    self.files = files
  }

  /// Reads a `stage.json`.
  public init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    key = try Self.digest(try reader.required("key"))
    kind = try reader.required("kind").choice(of: StageKind.self)
    version = try reader.required("version").int(in: 1...Int.max)
    config = try reader.required("config").value
    inputs = try reader.required("inputs").value
    environment = try reader.required("environment").value
    execution = try reader.required("execution").value
    startedAt = try reader.required("started_at").string()
    finishedAt = try reader.required("finished_at").string()
    wallSeconds = try reader.required("wall_seconds").double(in: 0...Double.infinity)
    var files: [File] = []
    for node in try reader.required("files").array() {
      let file = try node.object()
      files.append(
        File(
          path: try file.required("path").string(), bytes: try file.required("bytes").int(in: 0...Int.max),
          digest: try Self.digest(try file.required("sha256"))))
      try file.finish()
    }
    self.files = files
    try reader.finish()
  }

  /// What `stage.json` holds.
  public var json: JSONValue {
    let files = self.files.map { file -> JSONValue in
      ["path": .string(file.path), "bytes": .integer(file.bytes), "sha256": .string(file.digest.hex)]
    }
    return [
      "format": .string(Self.format), "key": .string(key.hex), "kind": .string(kind.rawValue),
      "version": .integer(version), "config": config, "inputs": inputs, "environment": environment,
      "execution": execution, "started_at": .string(startedAt), "finished_at": .string(finishedAt),
      "wall_seconds": .number(wallSeconds), "files": .array(files),
    ]
  }

  private static func digest(_ node: JSONNode) throws(InputError) -> Digest {
    guard let digest = Digest(hex: try node.string()) else {
      throw node.error(found: node.foundText, expected: "64 lower-case hexadecimal digits")
    }
    return digest
  }
}
