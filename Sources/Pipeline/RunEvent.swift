/// Something that happened while an experiment runs.
public enum RunEvent: Sendable {
  /// The work begins.
  case planned(PlanStatus)
  /// The artifact of a stage is there, from before or from another runner.
  case stageCached(PlannedStage)
  /// A stage begins to compute.
  case stageStarted(PlannedStage, threads: Int)
  /// A stage tells how far it is.
  case stageProgressed(PlannedStage, StageProgress)
  /// A stage, or the runner about it, has something to tell.
  case message(PlannedStage?, String)
  /// A stage is done.
  case stageFinished(PlannedStage, StageRecord)
  /// A stage failed; the log has more.
  case stageFailed(PlannedStage, StageFailure, log: String)
  /// A stage will not run, because one that it reads failed or the work was stopped.
  case stageSkipped(PlannedStage)
  /// A run is done, failed or was stopped.
  case runFinished(RunFile)
}

/// Is told what happens, always on the thread that called `Runner.run`.
public protocol RunObserver {
  /// Takes note.
  func observe(_ event: RunEvent)
}

/// How an experiment ended.
public struct RunSummary: Sendable {
  /// The runs in plan order.
  public let runs: [RunFile]
  /// Stages that were computed.
  public let stagesRun: Int
  /// Stages that were there.
  public let stagesCached: Int
  /// Stages that failed.
  public let stagesFailed: Int
  /// Stages that were not made, as one that they read failed or the work was stopped.
  public let stagesLeft: Int

  /// 0 if every run is done and no stage failed or was left, else 1.
  public var exitCode: Int32 {
    runs.allSatisfy { $0.status == .done } && stagesFailed == 0 && stagesLeft == 0 ? 0 : 1
  }
}
