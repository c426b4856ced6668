public import StrictJSON

/// Scenes that the composer makes from cut-outs: how many, how large, how crowded. Stored values are the defaults.
public struct ComposedDataSpec: Sendable, Equatable {
  /// Seed of all composing.
  public var seed = 0
  /// Width and height of every image, in pixels.
  public var imageSize = 96
  /// Categories that models learn first, in the order of their ids.
  public var baseCategories: [String]
  /// Categories that come with few shots; their ids follow the base ones.
  public var novelCategories: [String]
  /// Fewest and most objects in an image.
  public var objectsPerImage = 1...4
  /// Smallest and largest object side, as a share of the image side.
  public var objectSize = 0.25...0.6
  /// Probability that an object is placed over an earlier one.
  public var occlusion = 0.5
  /// Shares of each category's cut-outs that the splits use; no cut-out is in two splits. They sum to 1.
  public var exemplarShares = PerSplit(pretrain: 0.4, train: 0.3, development: 0.1, test: 0.2)
  /// Images in each split.
  public var images = PerSplit(pretrain: 24_000, train: 4_000, development: 500, test: 1_000)

  /// The default scenes of these categories.
  public init(baseCategories: [String], novelCategories: [String] = []) {
    self.baseCategories = baseCategories
    self.novelCategories = novelCategories
  }

  /// Reads a `data` section of kind "composed".
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    _ = try reader.required("kind")
    let categories = try reader.required("categories")
    (baseCategories, novelCategories) = try Self.categories(categories)
    seed = try reader.int("seed", default: seed, in: 0...Int.max)
    imageSize = try reader.int("image_size_px", default: imageSize, in: 16...4096)
    if let node = reader.optional("objects_per_image") {
      objectsPerImage = try node.orderedPair { (node) throws(InputError) in try node.int(in: 1...100) }
    }
    if let node = reader.optional("object_size") {
      objectSize = try node.orderedPair { (node) throws(InputError) in try node.double(in: 0.01...1) }
    }
    occlusion = try reader.double("occlusion", default: occlusion, in: 0...1)
    if let node = reader.optional("exemplar_shares") {
      exemplarShares = try PerSplit(node) { (node) throws(InputError) in try node.double(in: 0...1) }
      let sum = exemplarShares.values.reduce(0, +)
      guard abs(sum - 1) < 1e-9 else {
        throw node.error(
          found: "shares that sum to \(JSONValue.number((sum * 1e6).rounded() / 1e6).canonicalText)",
          expected: "shares that sum to 1"
        )
      }
    }
    if let node = reader.optional("images") {
      images = try PerSplit(node) { (node) throws(InputError) in try node.int(in: 0...100_000_000) }
    }
    for split in Split.allCases where images[split] > 0 && exemplarShares[split] == 0 {
      throw node.error(
        found: "\(images[split]) \(split.rawValue) images but no share of the exemplars",
        expected: "a share above 0 for \"\(split.rawValue)\" in exemplar_shares")
    }
    try reader.finish()
  }

  private static func categories(_ node: JSONNode) throws(InputError) -> (base: [String], novel: [String]) {
    let reader = try node.object()
    let base = try reader.required("base").list { (node) throws(InputError) in try node.categoryName() }
    var novel: [String] = []
    if let node = reader.optional("novel") {
      novel = try node.list(mayBeEmpty: true) { (node) throws(InputError) in
        let name = try node.categoryName()
        guard !base.contains(name) else {
          throw node.error(
            found: "\"\(name)\", which is a base category", expected: "novel categories apart from base")
        }
        return name
      }
    }
    try reader.finish()
    return (base, novel)
  }

  /// The section with every default written out.
  public var json: JSONValue {
    [
      "kind": "composed", "seed": .integer(seed), "image_size_px": .integer(imageSize),
      "categories": ["base": .strings(baseCategories), "novel": .strings(novelCategories)],
      "objects_per_image": [.integer(objectsPerImage.lowerBound), .integer(objectsPerImage.upperBound)],
      "object_size": [.number(objectSize.lowerBound), .number(objectSize.upperBound)],
      "occlusion": .number(occlusion), "exemplar_shares": exemplarShares.json { .number($0) },
      "images": images.json { .integer($0) },
    ]
  }
}

extension JSONNode {
  /// A category's name: not empty, no white space at its ends.
  func categoryName() throws(InputError) -> String {
    let name = try string()
    guard let first = name.first, let last = name.last, !first.isWhitespace, !last.isWhitespace else {
      throw error(found: foundText, expected: "a category name without white space at its ends")
    }
    return name
  }
}
