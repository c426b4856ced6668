import Detection
public import StrictJSON

extension KShotSplit {
  /// What the file's `format` says.
  public static let format = "imted-bench/k-shot-split/1"

  /// The split as a JSON value; seeds above 2^53 are kept exactly.
  public var json: JSONValue {
    .object([
      ("format", .string(Self.format)), ("shots", .integer(shots)), ("seed", .string(String(seed))),
      ("categories", .strings(categories)),
      (
        "images",
        .array(
          pictures.map { picture in
            .object([
              ("image_id", .integer(picture.imageID)),
              ("annotation_ids", .array(picture.annotationIDs.map { .integer($0) })),
            ])
          })
      ),
    ])
  }

  /// Writes `split.json`.
  public func write(to path: String) throws(FileWriteError) {
    try FileBytes.write(json.prettyText().utf8, to: path)
  }

  /// Reads `split.json` and checks it against the data set it belongs to: pictures and annotations must be there and
  /// belong together, no picture or annotation may come twice, and every category must have exactly K boxes.
  public init(file: String, for dataset: COCODataset) throws(InputError) {
    try self.init(document: JSONDocument(file: file), for: dataset)
  }

  /// Reads a parsed split document and checks it against its data set.
  public init(document: JSONDocument, for dataset: COCODataset) throws(InputError) {
    let root = try document.root.object()
    let format = try root.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    let shots = try root.required("shots").int(in: 1...Int.max)
    let seedNode = try root.required("seed")
    guard let seed = UInt64(try seedNode.string()) else {
      throw seedNode.error(
        found: seedNode.foundText, expected: "a whole number from 0 to 2^64 - 1, as a string")
    }
    let categoriesNode = try root.required("categories")
    var names: [String] = []
    var counts: [Int: Int] = [:]
    for node in try categoriesNode.array() {
      let name = try node.string()
      guard let category = dataset.categories.first(where: { $0.name == name }) else {
        throw node.error(
          found: "the category \"\(name)\", which the data set lacks", expected: "one of its categories",
          nearest: NearestName.to(name, among: dataset.categories.map(\.name)))
      }
      guard counts.updateValue(0, forKey: category.id) == nil else {
        throw node.error(found: "the category \"\(name)\" a second time", expected: "each category once")
      }
      names.append(name)
    }
    var pictures: [Picture] = []
    var seen = Set<Int>()
    for node in try root.required("images").array() {
      let picture = try Self.picture(node, of: dataset, counts: &counts)
      guard seen.insert(picture.imageID).inserted else {
        throw node.error(found: "the picture \(picture.imageID) a second time", expected: "each picture once")
      }
      pictures.append(picture)
    }
    for name in names {
      let count = dataset.categories.first { $0.name == name }.flatMap { counts[$0.id] } ?? 0
      guard count == shots else {
        throw categoriesNode.error(found: "\(count) boxes of \"\(name)\"", expected: "exactly \(shots)")
      }
    }
    try root.finish()
    self.init(shots: shots, seed: seed, categories: names, pictures: pictures)
  }

  private static func picture(
    _ node: JSONNode, of dataset: COCODataset, counts: inout [Int: Int]
  ) throws(InputError) -> Picture {
    let reader = try node.object()
    let imageNode = try reader.required("image_id")
    let imageID = try imageNode.int()
    guard let index = dataset.imageIndex(id: imageID) else {
      throw imageNode.error(
        found: "\(imageNode.foundText), which no picture of the data set has", expected: "the id of a picture"
      )
    }
    let objects = dataset.annotations(ofImageAt: index)
    var ids: [Int] = []
    let idsNode = try reader.required("annotation_ids")
    for node in try idsNode.array() {
      let id = try node.int()
      guard let object = objects.first(where: { $0.id == id }), !object.isCrowd,
        let count = counts[object.categoryID], !ids.contains(id)
      else {
        throw node.error(
          found: node.foundText,
          expected: "the id of an object of picture \(imageID), in a category of the split, named once")
      }
      counts[object.categoryID] = count + 1
      ids.append(id)
    }
    guard !ids.isEmpty else {
      throw idsNode.error(found: "an empty array", expected: "at least one annotation")
    }
    try reader.finish()
    return Picture(imageID: imageID, annotationIDs: ids)
  }
}
