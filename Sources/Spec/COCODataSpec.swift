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

    /// A source from its paths.
    public init(images: String, annotations: String?) {
      self.images = images
      self.annotations = annotations
    }

    init(_ node: JSONNode, needsAnnotations: Bool) throws(InputError) {
      let reader = try node.object()
      images = try reader.required("images").filePath()
      annotations = needsAnnotations ? try reader.required("annotations").filePath() : nil
      try reader.finish()
    }

    var json: JSONValue {
      annotations.map { ["images": .string(images), "annotations": .string($0)] } ?? [
        "images": .string(images)
      ]
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

  /// A data set from its sources.
  public init(
    pretrain: Source? = nil, train: Source, development: Source? = nil, test: Source? = nil,
    novelCategories: [String] = []
  ) {
    self.pretrain = pretrain
    self.train = train
    self.development = development
    self.test = test
    self.novelCategories = novelCategories
  }

  /// Reads a `data` section of kind "coco".
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    _ = try reader.required("kind")
    pretrain = nil
    if let node = reader.optional("pretrain") { pretrain = try Source(node, needsAnnotations: false) }
    train = try Source(try reader.required("train"), needsAnnotations: true)
    development = nil
    if let node = reader.optional("development") { development = try Source(node, needsAnnotations: true) }
    test = nil
    if let node = reader.optional("test") { test = try Source(node, needsAnnotations: true) }
    novelCategories = []
    if let node = reader.optional("novel_categories") {
      novelCategories = try node.list(mayBeEmpty: true) { (node) throws(InputError) in try node.categoryName()
      }
    }
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
      Source(images: absolute(source.images), annotations: source.annotations.map(absolute))
    }
    return COCODataSpec(
      pretrain: pretrain.map(absolute), train: absolute(train), development: development.map(absolute),
      test: test.map(absolute), novelCategories: novelCategories)
  }

  /// The section with every default written out.
  public var json: JSONValue {
    var object = JSONObject([("kind", "coco")])
    for split in Split.allCases { object[split.rawValue] = source(of: split)?.json }
    object["novel_categories"] = .strings(novelCategories)
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
