/// Which runs a history shows, and in which order. Empty lists and nil mean no restriction.
public struct HistoryQuery: Sendable, Equatable {
  /// What the runs are ordered by; ties go by run id, runs without the value come last.
  public enum Sort: Sendable, Equatable {
    /// Start time.
    case startedAt
    /// End time.
    case finishedAt
    /// Duration.
    case wallSeconds
    /// Experiment, variant, arm, shots and seed, in this order.
    case cell
    /// Run id.
    case id
    /// A measure's value.
    case measure(Measure)
  }

  /// Ids or names of experiments.
  public var experiments: [String]
  /// Arms.
  public var arms: [String]
  /// Shots.
  public var shots: [Int]
  /// Seeds.
  public var seeds: [Int]
  /// States.
  public var statuses: [RunStatus]
  /// How the run's id begins.
  public var idPrefix: String?
  /// What must hold of each run.
  public var condition: HistoryCondition?
  /// The order.
  public var sort: Sort
  /// Whether the order is falling.
  public var descending: Bool
  /// The most runs to give.
  public var limit: Int?
  /// The runs to leave out at the beginning.
  public var offset: Int

  /// Whether it can leave out some seeds of a group and not others.
  var leavesOutSeeds: Bool { condition != nil || idPrefix != nil || !seeds.isEmpty }

  /// Restricts and orders; without arguments, all runs, the latest first.
  public init(
    experiments: [String] = [], arms: [String] = [], shots: [Int] = [], seeds: [Int] = [],
    statuses: [RunStatus] = [], idPrefix: String? = nil, condition: HistoryCondition? = nil, sort: Sort = .startedAt,
    descending: Bool = true, limit: Int? = nil, offset: Int = 0
  ) {
    self.experiments = experiments
    self.arms = arms
    self.shots = shots
    self.seeds = seeds
    self.statuses = statuses
    self.idPrefix = idPrefix
    self.condition = condition
    self.sort = sort
    self.descending = descending
    self.limit = limit
    self.offset = offset
  }
}
