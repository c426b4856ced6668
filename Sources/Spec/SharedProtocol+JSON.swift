public import StrictJSON

extension SharedProtocol {
  /// All facts. What comes to be added is written only where it differs from what held before, so that digests stay.
  public var json: JSONValue {
    var object = JSONObject([
      ("task", .string(task.rawValue)), ("evaluated", evaluated.json), ("labels", labels.json),
    ])
    object["shots"] = shots?.json
    object["prediction"] = prediction.json
    object["measures"] = measures.json
    return .object(object)
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    task = try reader.required("task").choice(of: LearningTask.self)
    evaluated = try Evaluated(try reader.required("evaluated"))
    labels = try Labels(try reader.required("labels"))
    shots = try reader.optional("shots").map { (node) throws(InputError) in try Shots(node) }
    prediction = try Prediction(try reader.required("prediction"))
    measures = try Measures(try reader.required("measures"))
    try reader.finish()
  }
}

extension SharedProtocol.Evaluated {
  var json: JSONValue {
    [
      "split": .string(split.rawValue), "annotations": .string(annotations.hex), "pictures": .integer(pictures),
      "objects": .integer(objects), "categories": .integer(categories),
    ]
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    split = try reader.required("split").choice(of: Split.self)
    annotations = try reader.required("annotations").digest()
    pictures = try reader.required("pictures").int(in: 0...Int.max)
    objects = try reader.required("objects").int(in: 0...Int.max)
    categories = try reader.required("categories").int(in: 0...Int.max)
    try reader.finish()
  }
}

extension SharedProtocol.Labels {
  var json: JSONValue {
    ["space": .string(space.rawValue), "order": .strings(order), "base": .strings(base), "novel": .strings(novel)]
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    space = try reader.required("space").choice(of: LabelSpace.self)
    order = try Self.names(reader, "order")
    base = try Self.names(reader, "base")
    novel = try Self.names(reader, "novel")
    try reader.finish()
  }

  private static func names(_ reader: JSONObjectReader, _ key: String) throws(InputError) -> [String] {
    try reader.required(key).array().map { (node) throws(InputError) in try node.string() }
  }
}

extension SharedProtocol.Shots {
  private static let unit = "boxes"

  var json: JSONValue {
    var object = JSONObject([("setting", .string(setting.rawValue)), ("unit", .string(Self.unit))])
    object["source"] = .string(lists?.format.rawValue ?? "drawn")
    object["box_records"] = .string((lists?.boxRecords ?? .merged).rawValue)
    return .object(object)
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    setting = try reader.required("setting").choice(of: FewShotSetting.self)
    let unit = try reader.required("unit")
    guard try unit.string() == Self.unit else {
      throw unit.error(found: unit.foundText, expected: "\"\(Self.unit)\"")
    }
    let source = try reader.required("source")
    let records = try reader.required("box_records").choice(of: BoxRecords.self)
    lists =
      try source.string() == "drawn"
      ? nil : ListedShots(format: try source.choice(of: ShotListFormat.self), boxRecords: records)
    try reader.finish()
  }
}

extension SharedProtocol.Prediction {
  private static let augmentation = "none"

  var json: JSONValue {
    var object = JSONObject([
      ("score_threshold", .number(scoreThreshold)), ("nms_iou", .number(nmsIoU)),
      ("max_detections", .integer(maxDetections)),
    ])
    object["test_size"] = testSize?.json
    object["square_side_px"] = squareSide.map { .integer($0) }
    object["augmentation"] = .string(Self.augmentation)
    return .object(object)
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    scoreThreshold = try reader.required("score_threshold").double(in: 0...1)
    nmsIoU = try reader.required("nms_iou").double(in: 0...1)
    maxDetections = try reader.required("max_detections").int(in: 1...Int.max)
    testSize = try reader.optional("test_size").map { (node) throws(InputError) in try TestSizeSpec(node) }
    squareSide = try reader.optional("square_side_px").map { (node) throws(InputError) in try node.int(in: 1...Int.max)
    }
    let augmentation = try reader.required("augmentation")
    guard try augmentation.string() == Self.augmentation else {
      throw augmentation.error(found: augmentation.foundText, expected: "\"\(Self.augmentation)\"")
    }
    try reader.finish()
  }
}

extension SharedProtocol.Measures {
  /// What stands for a list where masks and visible fractions decide.
  private static let rule = "masks"

  var json: JSONValue {
    var object = JSONObject([
      ("max_detections", .array(maxDetections.map { .integer($0) }))
    ])
    if !occlusion.isEmpty {
      object["occlusion"] = .object(occlusion.map { ($0.kind.rawValue, .string($0.list?.hex ?? Self.rule)) })
    }
    object["single_object"] = singleObject.map { .string($0) }
    object["evaluator"] = .string(evaluator)
    return .object(object)
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    maxDetections = try reader.required("max_detections").list { (node) throws(InputError) in
      try node.int(in: 1...Int.max)
    }
    occlusion = []
    if let words = try reader.optional("occlusion")?.object() {
      for kind in Subset.Occlusion.allCases {
        guard let node = words.optional(kind.rawValue) else { continue }
        occlusion.append((kind, try node.string() == Self.rule ? nil : try node.digest()))
      }
      try words.finish()
    }
    singleObject = try reader.optional("single_object").map { (node) throws(InputError) in try node.string() }
    evaluator = try reader.required("evaluator").string()
    try reader.finish()
  }
}
