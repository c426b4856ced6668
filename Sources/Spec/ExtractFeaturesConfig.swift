public import StrictJSON

/// What the stage `extract-features` does: RoI features of a trained model over a split, to HDF5.
public struct ExtractFeaturesConfig: Sendable, Equatable {
  /// What the model is for.
  public var task: LearningTask
  /// How the detector is built.
  public var arm: Arm
  /// The model.
  public var model: ModelSpec
  /// The images to run over.
  public var split: Split
  /// The categories that the model distinguishes.
  public var labelSpace: LabelSpace
  /// The size of pictures; nil to stretch them to the model's square. Pictures in proportion go through the model one by
  /// one, as the reference tests them: padding for neighbours would change what is found.
  public var testSize: TestSizeSpec?

  /// A configuration from its parts.
  public init(
    task: LearningTask, arm: Arm, model: ModelSpec, split: Split, labelSpace: LabelSpace, testSize: TestSizeSpec? = nil
  ) {
    self.testSize = testSize
    self.task = task
    self.arm = arm
    self.model = model
    self.split = split
    self.labelSpace = labelSpace
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    task = try reader.required("task").choice(of: LearningTask.self)
    arm = try reader.arm(for: task)
    model = try ModelSpec(try reader.required("model"))
    split = try reader.required("split").choice(of: Split.self)
    labelSpace = try reader.required("label_space").choice(of: LabelSpace.self)
    if let node = reader.optional("test_size") {
      testSize = try TestSizeSpec(node)
      _ = try reader.required("batch_size").int(in: 1...1)
    }
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue {
    .object(
      [
        ("task", .string(task.rawValue)), ("arm", .string(arm.rawValue)), ("model", model.json),
        ("split", .string(split.rawValue)), ("label_space", .string(labelSpace.rawValue)),
      ] + (testSize.map { [("test_size", $0.json), ("batch_size", 1)] } ?? []))
  }
}
