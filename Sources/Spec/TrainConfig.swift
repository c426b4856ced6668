public import StrictJSON

/// What the stage `train` does, in each of its phases.
public struct TrainConfig: Sendable, Equatable {
  /// What is trained.
  public enum Phase: String, CaseIterable, Sendable, Hashable {
    /// A detector on all labelled training images of its label space.
    case base
    /// A detector on few shots, from the weights of its base training.
    case fineTune = "fine-tune"
    /// A classifier and localiser of one object.
    case singleObject = "single-object"

    /// The task that the phase belongs to.
    public var task: LearningTask { self == .singleObject ? .singleObject : .detection }
  }

  /// What is trained.
  public var phase: Phase
  /// What the model is for, as the phase says.
  public var task: LearningTask { phase.task }
  /// How the detector is built.
  public var arm: Arm
  /// The model.
  public var model: ModelSpec
  /// Settings of the arm: its own rate in `lr`, `lrByArm` empty.
  public var train: TrainSpec
  /// Seed of order, augmentation, sampling and, for shots, of the split.
  public var seed: Int
  /// Seed of the split where that is another one.
  public var shotSeed: Int?
  /// Labelled objects of each category; there exactly if fine-tuning.
  public var shots: Int?
  /// The categories that are learnt.
  public var labelSpace: LabelSpace
  /// Lists of the shots; nil if they are drawn.
  public var shotList: ShotListConfig?
  /// The pictures to train on; nil for all.
  public var imageIDs: ImageIDsConfig?

  /// A configuration from its parts; `train` is resolved for `arm`.
  public init(
    phase: Phase, arm: Arm, model: ModelSpec, train: TrainSpec, seed: Int, shots: Int?, labelSpace: LabelSpace,
    shotList: ShotListConfig? = nil, imageIDs: ImageIDsConfig? = nil
  ) {
    self.phase = phase
    self.arm = arm
    self.model = model
    self.train = train.resolved(for: arm)
    if phase == .fineTune, self.train.quirks.regressionRows == nil { self.train.quirks.regressionRows = .restarted }
    self.seed = seed
    self.shots = shots
    self.labelSpace = labelSpace
    self.shotList = shotList
    self.imageIDs = imageIDs
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    phase = try reader.required("phase").choice(of: Phase.self)
    let task = try reader.required("task")
    guard try task.choice(of: LearningTask.self) == phase.task else {
      throw task.error(found: task.foundText, expected: "\"\(phase.task.rawValue)\", as the phase says")
    }
    arm = try reader.arm(for: phase.task)
    model = try ModelSpec(try reader.required("model"))
    train = try TrainSpec(try reader.required("train"), section: phase == .fineTune ? .fineTune : .train)
    seed = try reader.required("seed").int(in: 0...Int.max)
    let shots = try reader.required("shots")
    self.shots = shots.isNull ? nil : try shots.int(in: 1...1_000_000)
    guard (phase == .fineTune) == (self.shots != nil) else {
      throw shots.error(
        found: shots.foundText,
        expected: phase == .fineTune ? "a number of shots" : "null, as nothing is fine-tuned")
    }
    labelSpace = try reader.required("label_space").choice(of: LabelSpace.self)
    if let node = reader.optional("support_seed") { shotSeed = try node.int(in: 0...Int.max) }
    if let node = reader.optional("shot_list") { shotList = try ShotListConfig(node) }
    if let node = reader.optional("image_ids") { imageIDs = try ImageIDsConfig(node) }
    for (key, value) in [("padding_anchors", "ignored"), ("new_rows", "own-stream")] {
      if let node = reader.optional(key), try node.string() != value {
        throw node.error(found: node.foundText, expected: "\"\(value)\"")
      }
    }
    try reader.finish()
    train = train.resolved(for: arm)
  }

  /// All settings; no shots are null, absent lists are left out.
  public var json: JSONValue {
    var object = JSONObject([
      ("phase", .string(phase.rawValue)), ("task", .string(task.rawValue)), ("arm", .string(arm.rawValue)),
      ("model", model.json), ("train", train.json), ("seed", .integer(seed)),
      ("shots", shots.map { .integer($0) } ?? .null), ("label_space", .string(labelSpace.rawValue)),
    ])
    // Before, anchors in padding were negatives; the key keeps those trainings apart.
    if train.augmentation.padsPictures { object["padding_anchors"] = "ignored" }
    // Before, rows of novel categories began with the numbers that rows of the base training had begun with.
    if phase == .fineTune { object["new_rows"] = "own-stream" }
    object["support_seed"] = shotSeed.map { .integer($0) }
    object["shot_list"] = shotList?.json
    object["image_ids"] = imageIDs?.json
    return .object(object)
  }
}
