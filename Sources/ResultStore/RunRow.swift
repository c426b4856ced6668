/// Where a run stands.
public enum RunStatus: String, Sendable, CaseIterable {
  /// Known, not begun.
  case planned
  /// At work, or killed without a word.
  case running
  /// All stages are done.
  case finished
  /// A stage failed; `message` says why.
  case failed
  /// Stopped from outside.
  case interrupted
}

/// A row of table `run`: one cell of an experiment's matrix. Times are UTC, RFC 3339.
public struct RunRow: Sendable, Equatable {
  /// The run's own name, the primary key.
  public var id: String
  /// `id` of its experiment.
  public var experiment: String
  /// Digest of the specification that this run followed.
  public var specDigest: String?
  /// The arm, such as `full-transfer`.
  public var arm: String
  /// Objects per novel category; nil when the experiment has no shots.
  public var shots: Int?
  /// Seed of the run.
  public var seed: Int
  /// Name of its variant; nil when the experiment has none.
  public var variant: String?
  /// Where it stands.
  public var status: RunStatus
  /// When the first stage began.
  public var startedAt: String?
  /// When the last stage ended.
  public var finishedAt: String?
  /// Time between the two, in seconds.
  public var wallSeconds: Double?
  /// Name of the machine.
  public var machine: String?
  /// Threads that the stages were given.
  public var threads: Int?
  /// The device, such as `cpu` or `cuda:0`.
  public var device: String?
  /// Source commit of the program.
  public var commitID: String?
  /// Why the run failed, or another remark.
  public var message: String?
  /// The digest of the protocol that its numbers follow; nil when nothing is known of it.
  public var protocolDigest: String?
  /// What of the protocol is the run's own, as JSON: seed, shots and digests of lists.
  public var ownProtocolJSON: String?

  /// Names the cell of the matrix; the rest follows through the properties.
  public init(
    id: String, experiment: String, specDigest: String? = nil, arm: String, shots: Int? = nil, seed: Int,
    variant: String? = nil, status: RunStatus, startedAt: String? = nil, finishedAt: String? = nil,
    wallSeconds: Double? = nil,
    machine: String? = nil, threads: Int? = nil, device: String? = nil, commitID: String? = nil,
    message: String? = nil, protocolDigest: String? = nil, ownProtocolJSON: String? = nil
  ) {
    self.id = id
    self.experiment = experiment
    self.specDigest = specDigest
    self.arm = arm
    self.shots = shots
    self.seed = seed
    self.variant = variant
    self.status = status
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.wallSeconds = wallSeconds
    self.machine = machine
    self.threads = threads
    self.device = device
    self.commitID = commitID
    self.message = message
    self.protocolDigest = protocolDigest
    self.ownProtocolJSON = ownProtocolJSON
  }
}
