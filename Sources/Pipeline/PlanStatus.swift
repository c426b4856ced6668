public import Spec

/// What a plan would do with a store as it is: which stages are there, which have to run.
public struct PlanStatus: Sendable {
  /// What happens to a stage.
  public enum StageState: Sendable, Equatable {
    /// Its artifact is there.
    case cached(StageRecord)
    /// It has to run; if its artifact is damaged, the sentence says how.
    case willRun(damage: String?)
    /// Its artifact is there, and is to be set aside and made anew.
    case refreshed(StageRecord)
    /// It is not there, and nothing that has to run reads it.
    case notNeeded

    /// Whether the stage has to run.
    public var isToRun: Bool {
      switch self {
      case .willRun, .refreshed: true
      case .cached, .notNeeded: false
      }
    }
  }

  /// A stage and what happens to it.
  public struct Entry: Sendable {
    /// The stage.
    public let stage: PlannedStage
    /// What happens to it.
    public let state: StageState
  }

  /// The stages in plan order.
  public let entries: [Entry]
  /// Runs that are complete already.
  public let completeRuns: [PlannedRun]

  /// Looks up every stage of `plan`. A stage runs if it is a goal, or a stage that runs reads it, and it is not
  /// there, or is in `refreshed`: to be set aside before anything runs.
  public init(_ plan: ExperimentPlan, in store: ArtifactStore, refreshing refreshed: Set<Digest> = []) {
    var needed = plan.goals
    var entries: [Entry] = []
    var present: Set<Digest> = []
    let found = plan.stages.concurrentMap { stage in store.lookup(stage.key) }
    for (stage, found) in zip(plan.stages, found).reversed() {
      let state: StageState
      switch found {
      case .present(let record) where refreshed.contains(stage.key):
        state = needed.contains(stage.key) ? .refreshed(record) : .notNeeded
      case .present(let record):
        present.insert(stage.key)
        state = .cached(record)
      case .absent: state = needed.contains(stage.key) ? .willRun(damage: nil) : .notNeeded
      case .torn(let damage): state = needed.contains(stage.key) ? .willRun(damage: damage) : .notNeeded
      }
      if state.isToRun { for input in stage.inputs { needed.insert(input.key) } }
      entries.append(Entry(stage: stage, state: state))
    }
    self.entries = entries.reversed()
    completeRuns = plan.runs.filter { $0.finalKeys.allSatisfy(present.contains) }
  }

  /// Number of stages whose artifact is there.
  public var cachedCount: Int { entries.count { if case .cached = $0.state { true } else { false } } }

  /// Number of stages that have to run.
  public var willRunCount: Int { entries.count(where: \.state.isToRun) }

  /// Number of stages that are neither there nor needed.
  public var notNeededCount: Int { entries.count - cachedCount - willRunCount }

  /// Cached and running stages of each kind that occurs, in the order of `StageKind.allCases`.
  public var countsByKind: [(kind: StageKind, cached: Int, willRun: Int)] {
    StageKind.allCases.compactMap { kind in
      let ofKind = entries.filter { $0.stage.kind == kind }
      guard !ofKind.isEmpty else { return nil }
      let cached = ofKind.count { if case .cached = $0.state { true } else { false } }
      let willRun = ofKind.count(where: \.state.isToRun)
      return (kind, cached, willRun)
    }
  }
}
