import Spec

/// Where every stage of a plan stands while it runs.
struct StageBoard {
  enum State {
    case waiting
    case running
    case cached(StageRecord)
    case made(StageRecord)
    case notNeeded
    case failed(StageFailure)
    /// A stage that it reads failed; that one's label and failure.
    case blocked(String, StageFailure)
    case cancelled
  }

  private let stages: [PlannedStage]
  private let places: [Digest: Int]
  private var states: [Digest: State] = [:]
  /// No stage before this one waits.
  private var firstWaiting = 0
  private var running: [PlannedStage] = []

  init(_ status: PlanStatus) {
    stages = status.entries.map(\.stage)
    places = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.key, $0) })
    for entry in status.entries {
      states[entry.stage.key] =
        switch entry.state {
        case .cached(let record): .cached(record)
        case .willRun, .refreshed: .waiting
        case .notNeeded: .notNeeded
        }
    }
  }

  func stage(_ key: Digest) -> PlannedStage {
    guard let place = places[key] else { fatalError("The stage \(key) is not in the plan.") }
    return stages[place]
  }

  func state(_ key: Digest) -> State {
    guard let state = states[key] else { fatalError("The stage \(key) is not in the plan.") }
    return state
  }

  /// Whether a stage waits or runs.
  func isUnsettled(_ key: Digest) -> Bool {
    switch state(key) {
    case .waiting, .running: true
    default: false
    }
  }

  var isAnythingRunning: Bool { !running.isEmpty }

  /// The next stage to start, in plan order, marked as running; nil if none may start now. A stage that runs alone
  /// waits for the others to end, and those after it wait for it, so that it gets its turn. Stages in `held` are with
  /// another runner.
  mutating func takeNext(jobs: Int, except held: Set<Digest>) -> PlannedStage? {
    guard running.count < max(1, jobs), !running.contains(where: \.kind.isExclusive) else { return nil }
    while firstWaiting < stages.count, !isWaiting(stages[firstWaiting]) { firstWaiting += 1 }
    guard let next = stages[firstWaiting...].first(where: { !held.contains($0.key) && isReady($0) }) else { return nil }
    if next.kind.isExclusive && !running.isEmpty { return nil }
    states[next.key] = .running
    running.append(next)
    return next
  }

  mutating func set(_ key: Digest, _ state: State) {
    running.removeAll { $0.key == key }
    if case .waiting = state, let place = places[key] { firstWaiting = min(firstWaiting, place) }
    if case .failed(let failure) = state, failure.kind == .cancelled {
      states[key] = .cancelled
    } else {
      states[key] = state
    }
  }

  /// Takes out all stages that wait, because the work is to stop, and gives them in plan order.
  mutating func stopWaiting() -> [PlannedStage] {
    let stopped = stages[firstWaiting...].filter(isWaiting)
    for stage in stopped { states[stage.key] = .cancelled }
    return stopped
  }

  /// Takes out all stages that read `key` directly or through others, and gives them in plan order.
  mutating func skipDependents(of key: Digest) -> [PlannedStage] {
    guard case .failed(let failure) = state(key) else { return [] }
    let cause = stage(key).label
    var lost: Set<Digest> = [key]
    var skipped: [PlannedStage] = []
    for stage in stages where stage.inputs.contains(where: { lost.contains($0.key) }) {
      guard case .waiting = state(stage.key) else { continue }
      lost.insert(stage.key)
      states[stage.key] = .blocked(cause, failure)
      skipped.append(stage)
    }
    return skipped
  }

  func summary(runs: [RunFile]) -> RunSummary {
    var counts = (run: 0, cached: 0, failed: 0, left: 0)
    for stage in stages {
      switch state(stage.key) {
      case .made: counts.run += 1
      case .cached: counts.cached += 1
      case .failed: counts.failed += 1
      case .waiting, .running, .blocked, .cancelled: counts.left += 1
      case .notNeeded: break
      }
    }
    return RunSummary(
      runs: runs, stagesRun: counts.run, stagesCached: counts.cached, stagesFailed: counts.failed,
      stagesLeft: counts.left)
  }

  private func isWaiting(_ stage: PlannedStage) -> Bool {
    if case .waiting = state(stage.key) { true } else { false }
  }

  private func isReady(_ stage: PlannedStage) -> Bool {
    guard isWaiting(stage) else { return false }
    return stage.inputs.allSatisfy {
      switch state($0.key) {
      case .cached, .made: true
      default: false
      }
    }
  }
}
