import Spec
public import StrictJSON

/// Why each stage of a plan that has to run is not there, and what the like of it took last time.
public struct PlanExplanation: Sendable {
  /// Stages that have to run for the same changed fields.
  public struct Change: Sendable, Equatable {
    /// The fields; empty for stages that are the first of their kind.
    public let fields: [JSONDifference]
    /// The stages in plan order.
    public let stages: [PlannedStage]
  }

  /// One reason for each stage that has to run, in plan order.
  public let reasons: [StageReason]

  /// Holds the stages that have to run against the stored ones.
  public init(_ status: PlanStatus, stored records: [StageRecord]) {
    let stored = StoredStages(records)
    // Settings of data, planned and stored, by key.
    var data: [String: JSONValue] = [:]
    for record in records where record.kind == .composeData { data[record.key.hex] = record.config }
    for entry in status.entries where entry.stage.kind == .composeData {
      data[entry.stage.key.hex] = entry.stage.config
    }
    var reasons: [StageReason] = []
    // What stood where a stage that has to run will stand: from its key to its nearest's.
    var former: [String: String] = [:]
    for entry in status.entries {
      guard entry.state.isToRun else { continue }
      let stage = entry.stage
      if case .refreshed(let record) = entry.state {
        reasons.append(
          StageReason(stage: stage, cause: .refreshed, nearest: record, expectedSeconds: record.wallSeconds))
        continue
      }
      let nearest = stored.nearest(to: stage, likely: former)
      if let nearest { former[stage.key.hex] = nearest.record.key.hex }
      let cause: StageReason.Cause
      if case .willRun(let damage?) = entry.state {
        cause = .damaged(damage)
      } else if let nearest {
        let inputs = stage.inputs.filter { nearest.record.inputs[$0.name] != .string($0.key.hex) }.map(\.name)
        cause = nearest.fields.isEmpty ? .inputs(inputs) : .changed(nearest.fields)
      } else {
        cause = .first
      }
      let expected = nearest.map { nearest in
        let own = StageLength(config: stage.config, data: stage.inputs.compactMap { data[$0.key.hex] }.first)
        let theirs: String? = if case .string(let key)? = nearest.record.inputs["data"] { key } else { nil }
        let before = StageLength(config: nearest.record.config, data: theirs.flatMap { data[$0] })
        return nearest.record.wallSeconds * own.ratio(to: before)
      }
      reasons.append(
        StageReason(stage: stage, cause: cause, nearest: nearest?.record, expectedSeconds: expected))
    }
    self.reasons = reasons
  }

  /// The changes that make stages run, each with the stages whose own settings they are, in the order in which they
  /// first occur.
  public var changes: [Change] {
    var changes: [(fields: [JSONDifference], stages: [PlannedStage])] = []
    for reason in reasons {
      let fields: [JSONDifference]
      switch reason.cause {
      case .changed(let found): fields = found
      case .first: fields = []
      case .inputs, .damaged, .refreshed: continue
      }
      if let place = changes.firstIndex(where: { $0.fields == fields }) {
        changes[place].stages.append(reason.stage)
      } else {
        changes.append((fields, [reason.stage]))
      }
    }
    return changes.map { Change(fields: $0.fields, stages: $0.stages) }
  }

  /// Stages whose own settings are as before and that run because of what they read.
  public var followers: [PlannedStage] {
    reasons.filter { if case .inputs = $0.cause { true } else { false } }.map(\.stage)
  }

  /// Stages whose artifact is there and that are to be made anew.
  public var refreshed: [PlannedStage] { reasons.filter { $0.cause == .refreshed }.map(\.stage) }

  /// Stages whose artifact is damaged, with what is wrong.
  public var damaged: [(stage: PlannedStage, damage: String)] {
    reasons.compactMap { if case .damaged(let damage) = $0.cause { ($0.stage, damage) } else { nil } }
  }

  /// Seconds that the stages took last time, added up, and for how many no time is known.
  public var lastSeconds: (sum: Double, unknown: Int) {
    reasons.reduce((0, 0)) { ($0.0 + ($1.lastSeconds ?? 0), $0.1 + ($1.lastSeconds == nil ? 1 : 0)) }
  }

  /// Seconds that the stages may take one after another, those left out of which no time is known.
  public var expectedSeconds: Double { reasons.reduce(0) { $0 + ($1.expectedSeconds ?? 0) } }
}
