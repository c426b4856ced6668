public import StrictJSON

/// What the stage `predict` does: runs a trained model over a split and keeps the detections that count.
public struct PredictConfig: Sendable, Equatable {
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
  /// Detections below this score are dropped.
  public var scoreThreshold: Double
  /// Detections of one class that overlap a better one by more than this IoU are dropped.
  public var nmsIoU: Double
  /// Most detections kept for an image.
  public var maxDetections: Int
  /// The size of pictures; nil to stretch them to the model's square. Pictures in proportion go through the model one by
  /// one, as the reference tests them: padding for neighbours would change what is found.
  public var testSize: TestSizeSpec?

  /// A configuration from its parts.
  public init(
    task: LearningTask, arm: Arm, model: ModelSpec, evaluation: EvaluationSpec, labelSpace: LabelSpace
  ) {
    self.task = task
    self.arm = arm
    self.model = model
    split = evaluation.split
    self.labelSpace = labelSpace
    scoreThreshold = evaluation.scoreThreshold
    nmsIoU = evaluation.nmsIoU
    maxDetections = evaluation.maxDetections
    testSize = evaluation.testSize
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    task = try reader.required("task").choice(of: LearningTask.self)
    arm = try reader.arm(for: task)
    model = try ModelSpec(try reader.required("model"))
    split = try reader.required("split").choice(of: Split.self)
    labelSpace = try reader.required("label_space").choice(of: LabelSpace.self)
    scoreThreshold = try reader.required("score_threshold").double(in: 0...1)
    nmsIoU = try reader.required("nms_iou").double(in: 0...1)
    maxDetections = try reader.required("max_detections").int(in: 1...100_000)
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
        ("score_threshold", .number(scoreThreshold)), ("nms_iou", .number(nmsIoU)),
        ("max_detections", .integer(maxDetections)),
      ] + (testSize.map { [("test_size", $0.json), ("batch_size", 1)] } ?? []))
  }
}
