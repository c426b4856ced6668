public import StrictJSON

/// What the stage `evaluate` does: measures detections against the annotations of a split.
public struct EvaluateConfig: Sendable, Equatable {
  /// What is measured: COCO AP and AR, or CoLoc and accuracy.
  public var task: LearningTask
  /// The split whose annotations count.
  public var split: Split
  /// The subsets to measure on.
  public var subsets: [Subset]
  /// The categories that are evaluated where a subset says `all`.
  public var labelSpace: LabelSpace

  /// A configuration from its parts.
  public init(task: LearningTask, split: Split, subsets: [Subset], labelSpace: LabelSpace) {
    self.task = task
    self.split = split
    self.subsets = subsets
    self.labelSpace = labelSpace
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    task = try reader.required("task").choice(of: LearningTask.self)
    split = try reader.required("split").choice(of: Split.self)
    subsets = try reader.required("subsets").list { (node) throws(InputError) in try Subset(node) }
    labelSpace = try reader.required("label_space").choice(of: LabelSpace.self)
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue {
    [
      "task": .string(task.rawValue), "split": .string(split.rawValue),
      "subsets": .strings(subsets.map(\.name)),
      "label_space": .string(labelSpace.rawValue),
    ]
  }
}
