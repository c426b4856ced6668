public import Spec
public import StrictJSON

/// An experiment laid out: its matrix as runs, their stages as one graph in which equal stages are one.
public struct ExperimentPlan: Sendable, Equatable {
  /// The experiment.
  public let spec: ExperimentSpec
  /// All stages, each after those it reads.
  public let stages: [PlannedStage]
  /// All runs, in the order of the matrix's cells.
  public let runs: [PlannedRun]
  /// The keys of the stages that are to be there in the end: what the runs end in.
  public let goals: Set<Digest>

  /// Lays out `spec`. Relative paths of COCO files are taken from `folder`; the files are read for their digests, and
  /// one that is missing is an `InputError`.
  public init(
    spec: ExperimentSpec, environment: PlanEnvironment, folder: String = "."
  ) throws(InputError) {
    var graph = StageGraph(environment: environment)
    var chain: StageChain?
    var runs: [PlannedRun] = []
    // Variants are outermost among cells, so each variant's way is laid once.
    for cell in spec.matrix.cells {
      if chain == nil || cell.variant != runs.last?.cell.variant {
        chain = try StageChain(spec.resolved(for: cell), folder: folder, in: &graph)
      }
      guard let chain else { continue }
      runs.append(PlannedRun(experiment: spec.name, cell: cell, steps: try chain.steps(of: cell, in: &graph)))
    }
    self.init(spec: spec, stages: graph.stages, runs: runs, goals: Self.goals(of: runs))
  }

  private init(spec: ExperimentSpec, stages: [PlannedStage], runs: [PlannedRun], goals: Set<Digest>) {
    self.spec = spec
    self.stages = stages
    self.runs = runs
    self.goals = goals
  }

  private static func goals(of runs: [PlannedRun]) -> Set<Digest> { Set(runs.flatMap(\.finalKeys)) }

  /// The stage of a key.
  public func stage(_ key: Digest) -> PlannedStage? { stages.first { $0.key == key } }

  /// The first `count` runs and the stages they need.
  public func limited(to count: Int) -> ExperimentPlan {
    let kept = Array(runs.prefix(max(0, count)))
    let keys = Set(kept.flatMap { $0.steps.map(\.key) })
    return ExperimentPlan(
      spec: spec, stages: stages.filter { keys.contains($0.key) }, runs: kept, goals: Self.goals(of: kept))
  }

  /// The stages that all runs need up to and with a role, such as all pre-trainings and base trainings, and no run, as none
  /// comes to its measures. Nil if no run has the role.
  public func upTo(_ role: StageRole) -> ExperimentPlan? {
    let order = StageRole.allCases
    guard let last = order.firstIndex(of: role), runs.contains(where: { $0[role] != nil }) else { return nil }
    let ways = runs.map { $0.steps.filter { order[...last].contains($0.role) }.map(\.key) }
    let keys = Set(ways.joined())
    return ExperimentPlan(
      spec: spec, stages: stages.filter { keys.contains($0.key) }, runs: [], goals: Set(ways.compactMap(\.last)))
  }
}

/// Stages as they are laid out, equal ones once.
struct StageGraph {
  let environment: PlanEnvironment
  private(set) var stages: [PlannedStage] = []
  private var keys: Set<Digest> = []

  init(environment: PlanEnvironment) { self.environment = environment }

  /// Adds a stage unless an equal one is there, and gives its key.
  mutating func add(
    _ kind: StageKind, _ label: String, _ config: JSONValue, inputs: [PlannedStage.Input] = [],
    resources: [PlannedStage.Resource] = []
  ) -> Digest {
    let stage = PlannedStage(
      kind, label: label, config: config, inputs: inputs, environment: environment, resources: resources)
    if keys.insert(stage.key).inserted { stages.append(stage) }
    return stage.key
  }
}
