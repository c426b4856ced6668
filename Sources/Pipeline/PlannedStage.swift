public import Spec
public import StrictJSON

/// One stage of a plan. Its key says everything that decides its content, before anything has run.
public struct PlannedStage: Sendable, Equatable {
  /// An artifact that a stage reads.
  public struct Input: Sendable, Hashable {
    /// What it is to the stage: `data`, `pretrained`, `weights`, `detections`.
    public let name: String
    /// The key of the stage that leaves it.
    public let key: Digest
  }

  /// The kind of stage.
  public let kind: StageKind
  /// The configuration, as the kind's type in `Spec` writes it.
  public let config: JSONValue
  /// What it reads, in a fixed order.
  public let inputs: [Input]
  /// Versions and digests from outside that matter to it.
  public let environment: JSONValue
  /// SHA-256 of the canonical text of kind, version, configuration, inputs and environment.
  public let key: Digest
  /// Paths that the worker needs. They are outside the key.
  public let resources: [Resource]
  /// What it is, for people: `train full-transfer, seed 0`.
  public let label: String

  /// A named path that a worker needs.
  public struct Resource: Sendable, Hashable {
    /// What it is, such as `train.images`.
    public let name: String
    /// The path.
    public let path: String

    /// A resource from its parts.
    public init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  init(
    _ kind: StageKind, label: String, config: JSONValue, inputs: [Input], environment: PlanEnvironment,
    resources: [Resource]
  ) {
    self.kind = kind
    self.label = label
    self.config = config
    self.inputs = inputs
    self.environment = environment.json(for: kind)
    self.resources = resources
    key = Digest(
      of: [
        "kind": .string(kind.rawValue), "version": .integer(kind.version), "config": config,
        "inputs": Self.json(inputs), "environment": self.environment,
      ])
  }

  static func json(_ inputs: [Input]) -> JSONValue { .object(inputs.map { ($0.name, .string($0.key.hex)) }) }
}

/// One run of a plan: a cell of the matrix and the stages that lead to its measures.
public struct PlannedRun: Sendable, Equatable {
  /// A stage in its role.
  public struct Step: Sendable, Hashable {
    /// What the stage is to the run.
    public let role: StageRole
    /// Its key.
    public let key: Digest
  }

  /// The first 16 digits of the SHA-256 over experiment name, cell and keys of the final stages.
  public let id: String
  /// The cell.
  public let cell: Cell
  /// All stages from data to measures.
  public let steps: [Step]

  init(experiment: String, cell: Cell, steps: [Step]) {
    self.cell = cell
    self.steps = steps
    let final = steps.filter { Self.isFinal($0.role) }
    id =
      Digest(
        of: [
          "experiment": .string(experiment), "cell": cell.json,
          "stages": .object(final.map { ($0.role.rawValue, .string($0.key.hex)) }),
        ]
      ).short
  }

  /// The keys that a finished run must have: measures, and features if they are asked for.
  public var finalKeys: [Digest] { steps.filter { Self.isFinal($0.role) }.map(\.key) }

  /// The key of a role, or nil if the run has no such stage.
  public subscript(role: StageRole) -> Digest? { steps.first { $0.role == role }?.key }

  private static func isFinal(_ role: StageRole) -> Bool { role == .evaluate || role == .extractFeatures }
}
