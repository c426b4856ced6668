public import Detection
public import StrictJSON

/// A list of annotated objects of a COCO file that are hidden in one way: Occluded COCO or Separated COCO.
///
/// The file: `{"format": "imted-bench/occlusion-list/1", "items": [{"id": …, "image": "….jpg", "category": "person"},
/// …]}`, the ids being those of annotations. An item has a `segmentation` of its own only where the published list's
/// mask is not the annotation's.
public struct OcclusionList: Sendable, Equatable {
  /// The value of `format`.
  public static let format = "imted-bench/occlusion-list/1"

  /// One object.
  public struct Item: Sendable, Hashable {
    /// The annotation's id.
    public let id: Int
    /// The file name of its picture.
    public let image: String
    /// The name of its category.
    public let category: String
    /// The published mask, where it is not the annotation's.
    public let mask: RLE?

    /// An item from its parts.
    public init(id: Int, image: String, category: String, mask: RLE? = nil) {
      (self.id, self.image, self.category, self.mask) = (id, image, category, mask)
    }
  }

  /// The objects, in the order of the published list.
  public let items: [Item]
  private let file: String?

  /// A list from its items.
  public init(_ items: [Item]) { (self.items, file) = (items, nil) }

  /// Reads a list.
  public init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    var items: [Item] = []
    for node in try reader.required("items").array() {
      let item = try node.object()
      items.append(
        Item(
          id: try item.required("id").int(), image: try item.required("image").string(),
          category: try item.required("category").string(),
          mask: try item.optional("segmentation").map { (node) throws(InputError) in
            try COCOSegmentation.read(node, height: 0, width: 0)
          }))
      try item.finish()
    }
    try reader.finish()
    (self.items, self.file) = (items, file)
  }

  /// The list as the text of its file, one line for each item.
  public var text: String {
    var text = "{\"format\": \"\(Self.format)\", \"items\": ["
    for (index, item) in items.enumerated() {
      var members: [(String, JSONValue)] = [
        ("id", .integer(item.id)), ("image", .string(item.image)), ("category", .string(item.category)),
      ]
      if let mask = item.mask { members.append(("segmentation", COCOSegmentation.json(mask))) }
      text += index == 0 ? "\n" : ",\n"
      text += JSONValue.object(JSONObject(members)).canonicalText
    }
    return text + "\n]}\n"
  }

  /// Writes the list's file.
  public func write(to path: String) throws(FileWriteError) { try FileBytes.write(text.utf8, to: path) }

  /// The annotations that the list names, in its order, each with the list's own mask where that has one. Refused are
  /// ids that the data set lacks, and objects of another picture or category than the list says.
  public func objects(in dataset: COCODataset) throws(InputError) -> [Annotation] {
    let places = Dictionary(dataset.annotations.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let names = Dictionary(dataset.categories.map { ($0.id, $0.name) }) { first, _ in first }
    var objects: [Annotation] = []
    for (index, item) in items.enumerated() {
      func failure(_ found: String, _ expected: String) -> InputError {
        InputError(file: file, jsonPath: "$.items[\(index)]", found: found, expected: expected)
      }
      guard let place = places[item.id] else {
        throw failure(
          "the annotation id \(item.id), which \(dataset.file ?? "the data set") lacks",
          "ids of the annotations that the list was made for")
      }
      var object = dataset.annotations[place]
      let name = names[object.categoryID] ?? ""
      guard name == item.category else {
        throw failure("the category \"\(item.category)\" for the annotation \(item.id)", "\"\(name)\", as annotated")
      }
      let image = dataset.imageIndex(id: object.imageID).map { dataset.images[$0].fileName } ?? ""
      guard image == item.image || image.isEmpty else {
        throw failure("the picture \"\(item.image)\" for the annotation \(item.id)", "\"\(image)\", as annotated")
      }
      if let mask = item.mask { object.mask = mask }
      objects.append(object)
    }
    return objects
  }
}
