import Spec

extension ExperimentPlan {
  /// The stages of some roles and all stages that read them, in plan order.
  public func stages(from roles: [StageRole]) -> [PlannedStage] {
    var keys = Set(runs.flatMap { $0.steps.filter { roles.contains($0.role) }.map(\.key) })
    for stage in stages where stage.inputs.contains(where: { keys.contains($0.key) }) { keys.insert(stage.key) }
    return stages.filter { keys.contains($0.key) }
  }
}

extension ArtifactStore {
  /// Moves the artifacts of stages to `objects/.torn`, so that they are made anew; gives how many there were. One that
  /// another runner is at stays.
  public func setAside(_ stages: [PlannedStage]) throws(PipelineError) -> Int {
    var count = 0
    for stage in stages {
      if case .absent = lookup(stage.key) { continue }
      guard let claim = try claim(stage.key) else { continue }
      _ = try claim.setAside()
      count += 1
    }
    return count
  }
}
