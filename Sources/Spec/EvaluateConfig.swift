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
  /// What overlaps are measured between.
  public var iouTypes: [IoUType]
  /// Bands of visible fractions to draw a curve over; nil for none.
  public var visibleCurve: VisibleCurveSpec?
  /// Whether VOC's AP is measured as well.
  public var voc: Bool
  /// The content of the files of listed objects. Their paths are not part of it, they come with the request as the
  /// resources `occlusion.occluded` and `occlusion.separated`.
  public var occlusionLists: [(kind: Subset.Occlusion, content: Digest)]

  /// A configuration from its parts.
  public init(
    task: LearningTask, split: Split, subsets: [Subset], labelSpace: LabelSpace, iouTypes: [IoUType] = [.bbox],
    visibleCurve: VisibleCurveSpec? = nil, voc: Bool = false,
    occlusionLists: [(kind: Subset.Occlusion, content: Digest)] = []
  ) {
    self.task = task
    self.split = split
    self.subsets = subsets
    self.labelSpace = labelSpace
    self.iouTypes = iouTypes
    self.visibleCurve = visibleCurve
    self.voc = voc
    self.occlusionLists = occlusionLists
  }

  /// What the paths of listed objects are called among a request's resources.
  public static func resource(_ kind: Subset.Occlusion) -> String { "occlusion.\(kind.rawValue)" }

  /// Whether all settings are equal.
  public static func == (a: EvaluateConfig, b: EvaluateConfig) -> Bool { a.json == b.json }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    task = try reader.required("task").choice(of: LearningTask.self)
    split = try reader.required("split").choice(of: Split.self)
    subsets = try reader.required("subsets").list { (node) throws(InputError) in try Subset(node) }
    labelSpace = try reader.required("label_space").choice(of: LabelSpace.self)
    iouTypes = [.bbox]
    if let node = reader.optional("iou_types") {
      iouTypes = try node.list { (node) throws(InputError) in try node.choice(of: IoUType.self) }
    }
    visibleCurve = try reader.optional("visible_curve").map { (node) throws(InputError) in try VisibleCurveSpec(node) }
    voc = try reader.bool("voc", default: false)
    occlusionLists = []
    if let lists = try reader.optional("occlusion_lists")?.object() {
      for kind in Subset.Occlusion.allCases {
        guard let node = lists.optional(kind.rawValue) else { continue }
        occlusionLists.append((kind, try node.digest()))
      }
      try lists.finish()
    }
    try reader.finish()
  }

  /// All settings; the later ones only where they differ from their defaults, so that older keys stay what they were.
  public var json: JSONValue {
    var object = JSONObject([
      ("task", .string(task.rawValue)), ("split", .string(split.rawValue)),
      ("subsets", .strings(subsets.map(\.name))), ("label_space", .string(labelSpace.rawValue)),
    ])
    if iouTypes != [.bbox] { object["iou_types"] = .strings(iouTypes.map(\.rawValue)) }
    object["visible_curve"] = visibleCurve?.json
    if voc { object["voc"] = true }
    if !occlusionLists.isEmpty {
      object["occlusion_lists"] = .object(occlusionLists.map { ($0.kind.rawValue, .string($0.content.hex)) })
    }
    return .object(object)
  }
}
