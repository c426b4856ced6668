public import Spec

/// What making stages anew means for a results folder, looked at before anything is moved.
public struct Refreshing: Sendable {
  /// The stages of the roles asked for and all that read them, in plan order.
  public let stages: [PlannedStage]
  /// How many of them have left something in the folder, whole or torn, that is to be set aside.
  public let artifactCount: Int
  /// Stages not among them that are not in the folder and that nothing needed so far, but what is made anew would read,
  /// in plan order: as in a folder of records, which holds measures without what they came from.
  public let missing: [PlannedStage]
  /// What the missing stages are to their runs, from data to measures.
  public let missingRoles: [StageRole]

  /// Looks at what making `roles` of `plan` anew means in `store`; without roles, at nothing.
  public init(_ roles: [StageRole], of plan: ExperimentPlan, in store: ArtifactStore) {
    guard !roles.isEmpty else {
      (stages, artifactCount, missing, missingRoles) = ([], 0, [], [])
      return
    }
    stages = plan.stages(from: roles)
    artifactCount = stages.concurrentMap { store.lookup($0.key) != .absent }.count(where: \.self)
    let own = Set(stages.map(\.key))
    let now = PlanStatus(plan, in: store)
    let then = PlanStatus(plan, in: store, refreshing: own)
    missing = zip(now.entries, then.entries).compactMap { before, after in
      before.state == .notNeeded && after.state.isToRun && !own.contains(after.stage.key) ? after.stage : nil
    }
    let lost = Set(missing.map(\.key))
    let found = Set(plan.runs.flatMap { $0.steps.filter { lost.contains($0.key) }.map(\.role) })
    missingRoles = StageRole.allCases.filter(found.contains)
  }

  /// The keys of the stages.
  public var keys: Set<Digest> { Set(stages.map(\.key)) }
}
