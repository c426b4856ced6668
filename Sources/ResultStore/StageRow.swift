/// A row of table `stage`: one artifact, shared by all runs that need it. Times are UTC, RFC 3339.
public struct StageRow: Sendable, Equatable {
  /// The artifact's key, SHA-256 in hexadecimal digits.
  public var key: String
  /// The kind of stage, such as `train`.
  public var kind: String
  /// Version of the stage's code, a part of the key.
  public var version: Int?
  /// The stage's own configuration as canonical JSON.
  public var configJSON: String?
  /// When it began.
  public var startedAt: String?
  /// When it ended.
  public var finishedAt: String?
  /// Time it took, in seconds.
  public var wallSeconds: Double?
  /// Name of the machine that did it.
  public var machine: String?
  /// Threads it was given.
  public var threads: Int?
  /// The device, such as `cpu`.
  public var device: String?
  /// Size of the artifact's files, in bytes.
  public var artifactBytes: Int?

  /// Names the stage; the rest follows through the properties.
  public init(
    key: String, kind: String, version: Int? = nil, configJSON: String? = nil, startedAt: String? = nil,
    finishedAt: String? = nil, wallSeconds: Double? = nil, machine: String? = nil, threads: Int? = nil,
    device: String? = nil, artifactBytes: Int? = nil
  ) {
    self.key = key
    self.kind = kind
    self.version = version
    self.configJSON = configJSON
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.wallSeconds = wallSeconds
    self.machine = machine
    self.threads = threads
    self.device = device
    self.artifactBytes = artifactBytes
  }
}

/// A stage in its role for a run (table `run_stage`): a run may train twice, as `train` and as `fine-tune`.
public struct RunStage: Sendable, Equatable {
  /// What the run needs the stage for; each role occurs once in a run.
  public var role: String
  /// The stage.
  public var stage: StageRow

  /// Gives a stage a role.
  public init(role: String, stage: StageRow) {
    self.role = role
    self.stage = stage
  }
}
