public import StrictJSON

/// What the stage `transfer` does: builds the detector of an arm and fills it, from the MAE where the arm says so and
/// from the seed elsewhere.
public struct TransferConfig: Sendable, Equatable {
  /// How the detector is built and initialised.
  public var arm: Arm
  /// What the model is for.
  public var task: LearningTask
  /// The model.
  public var model: ModelSpec
  /// Seed of everything that is drawn.
  public var seed: Int
  /// The categories that the output layers distinguish.
  public var labelSpace: LabelSpace
  /// Their number (background not counted), or nil if only the input `data` can tell, as with COCO files.
  public var categoryCount: Int?

  /// A configuration from its parts.
  public init(
    arm: Arm, task: LearningTask, model: ModelSpec, seed: Int, labelSpace: LabelSpace, categoryCount: Int?
  ) {
    self.arm = arm
    self.task = task
    self.model = model
    self.seed = seed
    self.labelSpace = labelSpace
    self.categoryCount = categoryCount
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    task = try reader.required("task").choice(of: LearningTask.self)
    arm = try reader.arm(for: task)
    model = try ModelSpec(try reader.required("model"))
    seed = try reader.required("seed").int(in: 0...Int.max)
    labelSpace = try reader.required("label_space").choice(of: LabelSpace.self)
    let count = try reader.required("category_count")
    categoryCount = count.isNull ? nil : try count.int(in: 1...1_000_000)
    try reader.finish()
  }

  /// All settings; an unknown count is null.
  public var json: JSONValue {
    [
      "arm": .string(arm.rawValue), "task": .string(task.rawValue), "model": model.json,
      "seed": .integer(seed),
      "label_space": .string(labelSpace.rawValue),
      "category_count": categoryCount.map { .integer($0) } ?? .null,
    ]
  }
}
