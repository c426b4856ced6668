public import StrictJSON

/// What the stage `compose-data` does: the composer's settings, image size included.
public struct ComposeDataConfig: Sendable, Equatable {
  /// The scenes to compose.
  public var data: ComposedDataSpec

  /// A configuration from its parts.
  public init(data: ComposedDataSpec) { self.data = data }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) { data = try ComposedDataSpec(node) }

  /// All settings.
  public var json: JSONValue { data.json }
}

/// What the stage `import-data` checks: the content of COCO files. Their paths are not part of it, they come with the
/// request.
public struct ImportDataConfig: Sendable, Equatable {
  /// Content of one split.
  public struct Content: Sendable, Equatable {
    /// Digest of the names and sizes of all image files, sorted by name.
    public var images: Digest
    /// Digest of the annotation file; nil for pre-training.
    public var annotations: Digest?

    /// A content from its digests.
    public init(images: Digest, annotations: Digest?) {
      self.images = images
      self.annotations = annotations
    }
  }

  /// The splits that there are, in the order of `Split.allCases`.
  public var splits: [(split: Split, content: Content)]
  /// Names of the novel categories.
  public var novelCategories: [String]

  /// A configuration from its parts.
  public init(splits: [(split: Split, content: Content)], novelCategories: [String]) {
    self.splits = splits
    self.novelCategories = novelCategories
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    let splitsReader = try reader.required("splits").object()
    splits = []
    for split in Split.allCases {
      guard let node = splitsReader.optional(split.rawValue) else { continue }
      let content = try node.object()
      let annotations = try content.optional("annotations").map { (node) throws(InputError) in
        try node.digest()
      }
      splits.append(
        (split, Content(images: try content.required("images").digest(), annotations: annotations)))
      try content.finish()
    }
    try splitsReader.finish()
    novelCategories = try reader.required("novel_categories").list(mayBeEmpty: true) {
      (node) throws(InputError) in
      try node.string()
    }
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue {
    let contents = splits.map { split, content -> (String, JSONValue) in
      var object = JSONObject([("images", .string(content.images.hex))])
      object["annotations"] = content.annotations.map { .string($0.hex) }
      return (split.rawValue, .object(object))
    }
    return ["splits": .object(contents), "novel_categories": .strings(novelCategories)]
  }

  /// Equal splits, contents and names.
  public static func == (a: ImportDataConfig, b: ImportDataConfig) -> Bool { a.json == b.json }
}

extension JSONNode {
  /// A digest: 64 lower-case hexadecimal digits.
  func digest() throws(InputError) -> Digest {
    guard let digest = Digest(hex: try string()) else {
      throw error(found: foundText, expected: "64 lower-case hexadecimal digits")
    }
    return digest
  }
}
