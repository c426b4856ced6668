public import StrictJSON

/// What is measured, and which detections count. Stored values are the defaults.
public struct EvaluationSpec: Sendable, Equatable {
  /// The split to measure on: development or test.
  public var split = Split.test
  /// Detections below this score are dropped.
  public var scoreThreshold = 0.05
  /// Detections of one class that overlap a better one by more than this IoU are dropped.
  public var nmsIoU = 0.5
  /// Most detections kept for an image.
  public var maxDetections = 100
  /// Subsets, each with a different name.
  public var subsets = [Subset(scope: .all)]
  /// Whether features are extracted to HDF5.
  public var features = false
  /// The size of pictures, proportions kept; nil to stretch them to the model's square.
  public var testSize: TestSizeSpec?
  /// What overlaps are measured between; each has its own numbers.
  public var iouTypes = [IoUType.bbox]
  /// Bands of visible fractions to draw a curve over; nil for none.
  public var visibleCurve: VisibleCurveSpec?
  /// Whether VOC's AP at IoU 0.5 is measured as well, in both its forms.
  public var voc = false
  /// Files of listed objects that `occluded` and `separated` stand for, in that order; without one, the annotations'
  /// masks and visible fractions say which objects those are.
  public var occlusionLists: [OcclusionListSpec] = []

  /// The defaults.
  public init() {}

  /// Reads the `evaluation` section.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    if let node = reader.optional("split") {
      split = try node.choice(of: Split.self)
      guard split == .development || split == .test else {
        throw node.error(found: node.foundText, expected: "\"development\" or \"test\"")
      }
    }
    scoreThreshold = try reader.double("score_threshold", default: scoreThreshold, in: 0...1)
    nmsIoU = try reader.double("nms_iou", default: nmsIoU, in: 0...1)
    maxDetections = try reader.int("max_detections", default: maxDetections, in: 1...100_000)
    if let node = reader.optional("subsets") {
      subsets = try node.list { (node) throws(InputError) in try Subset(node) }
    }
    features = try reader.bool("features", default: features)
    if let node = reader.optional("test_size") { testSize = try TestSizeSpec(node) }
    if let node = reader.optional("iou_types") {
      iouTypes = try node.list { (node) throws(InputError) in try node.choice(of: IoUType.self) }
    }
    visibleCurve = try reader.optional("visible_curve").map { (node) throws(InputError) in try VisibleCurveSpec(node) }
    voc = try reader.bool("voc", default: voc)
    if let node = reader.optional("occlusion_lists") { occlusionLists = try OcclusionListSpec.read(node) }
    try reader.finish()
  }

  /// The section with every default written out.
  public var json: JSONValue {
    var object = JSONObject([
      ("split", .string(split.rawValue)), ("score_threshold", .number(scoreThreshold)),
      ("nms_iou", .number(nmsIoU)), ("max_detections", .integer(maxDetections)),
      ("subsets", .strings(subsets.map(\.name))), ("features", .bool(features)),
    ])
    // Later settings are written only where they differ from their defaults, so that older keys stay what they were.
    if iouTypes != [.bbox] { object["iou_types"] = .strings(iouTypes.map(\.rawValue)) }
    object["test_size"] = testSize?.json
    object["visible_curve"] = visibleCurve?.json
    if voc { object["voc"] = true }
    if !occlusionLists.isEmpty {
      object["occlusion_lists"] = .object(occlusionLists.map { ($0.kind.rawValue, .string($0.path)) })
    }
    return .object(object)
  }
}
