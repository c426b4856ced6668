public import StrictJSON

/// A data set in COCO format that is there already. Paths are as written in the spec; `resolved(against:)` makes them
/// independent of the working directory.
public struct COCODataSpec: Sendable, Equatable {
  /// Images of one split and, but for pre-training, their annotations.
  public struct Source: Sendable, Equatable {
    /// Folder of the images.
    public var images: String
    /// The annotation file; nil only for pre-training, which uses no labels.
    public var annotations: String?
    /// The pictures to train on; nil for all of them, and for every other split.
    public var ids: ImageIDsSpec?

    /// A source from its paths.
    public init(images: String, annotations: String?, ids: ImageIDsSpec? = nil) {
      self.images = images
      self.annotations = annotations
      self.ids = ids
    }

    init(_ node: JSONNode, of split: Split) throws(InputError) {
      let reader = try node.object()
      images = try reader.required("images").filePath()
      annotations = split == .pretrain ? nil : try reader.required("annotations").filePath()
      if split == .train, let node = reader.optional("ids") { ids = try ImageIDsSpec(node) }
      try reader.finish()
    }

    var json: JSONValue {
      var object = JSONObject([("images", .string(images))])
      object["annotations"] = annotations.map { .string($0) }
      object["ids"] = ids?.json
      return .object(object)
    }
  }

  /// Unlabelled images for MAE pre-training.
  public var pretrain: Source?
  /// Labelled images to train on.
  public var train: Source
  /// Labelled images to choose settings on.
  public var development: Source?
  /// Labelled images to report on.
  public var test: Source?
  /// Names of the categories that come with few shots; all others are base.
  public var novelCategories: [String]
  /// The published division that the novel categories are, if they were named by it.
  public var categorySplit: CategorySplit?
  /// Lists of few shots; nil for shots that are drawn from the split `train`.
  public var shots: ShotListSpec?

  /// A data set from its sources.
  public init(
    pretrain: Source? = nil, train: Source, development: Source? = nil, test: Source? = nil,
    novelCategories: [String] = [], shots: ShotListSpec? = nil
  ) {
    self.pretrain = pretrain
    self.train = train
    self.development = development
    self.test = test
    self.novelCategories = novelCategories
    self.shots = shots
  }

  /// Reads a `data` section of kind "coco".
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    _ = try reader.required("kind")
    pretrain = nil
    if let node = reader.optional("pretrain") { pretrain = try Source(node, of: .pretrain) }
    train = try Source(try reader.required("train"), of: .train)
    development = nil
    if let node = reader.optional("development") { development = try Source(node, of: .development) }
    test = nil
    if let node = reader.optional("test") { test = try Source(node, of: .test) }
    novelCategories = []
    if let node = reader.optional("novel_categories") {
      if case .string = node.value {
        let split = try node.choice(of: CategorySplit.self)
        (categorySplit, novelCategories) = (split, split.novelCategories)
      } else {
        novelCategories = try node.list(mayBeEmpty: true) { (node) throws(InputError) in try node.categoryName() }
      }
    }
    if let node = reader.optional("shots") { shots = try ShotListSpec(node) }
    try reader.finish()
  }

  /// The source of a split.
  public func source(of split: Split) -> Source? {
    switch split {
    case .pretrain: pretrain
    case .train: train
    case .development: development
    case .test: test
    }
  }

  /// The same with relative paths taken from `folder`.
  public func resolved(against folder: String) -> COCODataSpec {
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }
    func absolute(_ source: Source) -> Source {
      var result = source
      result.images = absolute(source.images)
      result.annotations = source.annotations.map(absolute)
      if let file = source.ids?.file { result.ids?.file = absolute(file) }
      return result
    }
    var result = self
    result.pretrain = pretrain.map(absolute)
    result.train = absolute(train)
    result.development = development.map(absolute)
    result.test = test.map(absolute)
    if let shots {
      result.shots?.path = absolute(shots.path)
      result.shots?.images = shots.images.map(absolute)
    }
    return result
  }

  /// The section with every default written out.
  public var json: JSONValue {
    var object = JSONObject([("kind", "coco")])
    for split in Split.allCases { object[split.rawValue] = source(of: split)?.json }
    object["novel_categories"] = categorySplit.map { .string($0.rawValue) } ?? .strings(novelCategories)
    object["shots"] = shots?.json
    return .object(object)
  }
}

extension JSONNode {
  /// A path: not empty.
  func filePath() throws(InputError) -> String {
    let path = try string()
    guard !path.isEmpty else { throw error(found: "an empty path", expected: "a path") }
    return path
  }
}
