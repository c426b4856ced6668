import Detection
public import StrictJSON

extension COCODataset {
  /// How far, in pixels, a box may reach over the edge of its picture: COCO's own files round to hundredths, and tools
  /// that count pixel centres are off by half a pixel.
  public static let boxTolerance = 0.5

  /// What a data set is read for.
  public enum Purpose: Sendable {
    /// Pictures will be opened and learnt from: everything about them must be there, and every box inside its picture
    /// up to `boxTolerance`.
    case pictures
    /// Detections will be measured, as pycocotools does it: names and sizes of pictures and names of categories may be
    /// absent, and a box may reach over the edge of its picture, but not lie wholly outside.
    case measuring
  }

  /// Reads a COCO annotation file.
  ///
  /// Used are `images` (`id`, `file_name`, `width`, `height`), `categories` (`id`, `name`, `supercategory`) and
  /// `annotations` (`id`, `image_id`, `category_id`, `bbox`, `area`, `iscrowd`, `segmentation`, `visible_fraction`,
  /// `difficult`); other keys may be there. Refused, with line, column and path: duplicate ids and category names, pictures and
  /// categories that are named but absent, boxes with negative sides or outside their picture (as `purpose` says),
  /// negative areas, malformed masks, visible fractions outside 0...1. Boxes are kept as written, not clipped. An absent `area` is the mask's if masks are read, else the box's; an absent `iscrowd` is 0.
  ///
  /// - Parameters:
  ///   - file: The annotation file.
  ///   - masks: Whether to turn `segmentation` (polygons, plain or compressed run lengths) into masks. Without, it is
  ///     not looked at, which makes large files several times faster to read.
  ///   - purpose: What must be there.
  public init(
    file: String, masks: Bool = false, for purpose: Purpose = .pictures
  ) throws(InputError) {
    try self.init(document: JSONDocument(file: file), file: file, masks: masks, for: purpose)
  }

  /// Reads a parsed COCO annotation document; `file` only names it.
  public init(
    document: JSONDocument, file: String? = nil, masks: Bool = false, for purpose: Purpose = .pictures
  ) throws(InputError) {
    let root = try document.root.object()
    let images = try Self.readImages(root.required("images"), purpose)
    let categories = try Self.readCategories(root.required("categories"), purpose)
    let annotations = try AnnotationReader(
      images: images, categories: categories, masks: masks, purpose: purpose
    )
    .read(root.required("annotations"))
    self.init(images: images, categories: categories, annotations: annotations, file: file)
  }

  private static func readImages(_ node: JSONNode, _ purpose: Purpose) throws(InputError) -> [ImageRecord] {
    var images: [ImageRecord] = []
    var ids = Set<Int>()
    for node in try node.array() {
      let reader = try node.object()
      let id = try reader.required("id")
      let record = ImageRecord(
        id: try id.int(),
        fileName: try field("file_name", reader, purpose).map { (node) throws(InputError) in try readFileName(node) }
          ?? "",
        width: try field("width", reader, purpose)?.int(in: 1...1_000_000) ?? 0,
        height: try field("height", reader, purpose)?.int(in: 1...1_000_000) ?? 0)
      guard ids.insert(record.id).inserted else {
        throw id.error(found: "a second picture with the id \(record.id)", expected: "an id of its own")
      }
      images.append(record)
    }
    return images
  }

  /// A field that only measuring can do without.
  private static func field(
    _ key: String, _ reader: JSONObjectReader, _ purpose: Purpose
  ) throws(InputError) -> JSONNode? {
    switch purpose {
    case .pictures: try reader.required(key)
    case .measuring: reader.optional(key)
    }
  }

  private static func readFileName(_ node: JSONNode) throws(InputError) -> String {
    let name = try node.string()
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw node.error(found: node.foundText, expected: "the name of a picture file")
    }
    return name
  }

  private static func readCategories(_ node: JSONNode, _ purpose: Purpose) throws(InputError) -> [Category] {
    var categories: [Category] = []
    for node in try node.array() {
      let reader = try node.object()
      let id = try reader.required("id")
      let name = try field("name", reader, purpose)
      let number = try id.int()
      let parent = reader.optional("supercategory")
      let category = Category(
        id: number, name: try name?.string() ?? String(number),
        supercategory: parent?.isNull == false ? try parent?.string() : nil)
      if categories.contains(where: { $0.id == category.id }) {
        throw id.error(found: "a second category with the id \(category.id)", expected: "an id of its own")
      }
      if category.name.isEmpty || categories.contains(where: { $0.name == category.name }) {
        throw (name ?? id).error(
          found: category.name.isEmpty ? "an empty name" : "a second category named \"\(category.name)\"",
          expected: "a name of its own")
      }
      categories.append(category)
    }
    return categories
  }
}

/// Reads the `annotations` array against known pictures and categories.
private struct AnnotationReader {
  let images: [ImageRecord]
  let masks: Bool
  let purpose: COCODataset.Purpose
  private let imageIndices: [Int: Int]
  private let categoryIDs: Set<Int>
  private let categoryText: String

  init(images: [ImageRecord], categories: [Category], masks: Bool, purpose: COCODataset.Purpose) {
    self.images = images
    self.masks = masks
    self.purpose = purpose
    imageIndices = Dictionary(uniqueKeysWithValues: images.enumerated().map { ($1.id, $0) })
    categoryIDs = Set(categories.map(\.id))
    let ids = categories.map { String($0.id) }
    categoryText =
      ids.count > 20 ? "the id of one of the \(ids.count) categories" : ids.joined(separator: ", ")
  }

  func read(_ node: JSONNode) throws(InputError) -> [Annotation] {
    let nodes = try node.array()
    var annotations: [Annotation] = []
    annotations.reserveCapacity(nodes.count)
    var ids = Set<Int>(minimumCapacity: nodes.count)
    for node in nodes {
      let reader = try node.object()
      let annotation = try read(reader)
      guard ids.insert(annotation.id).inserted else {
        throw try reader.required("id").error(
          found: "a second annotation with the id \(annotation.id)", expected: "an id of its own")
      }
      annotations.append(annotation)
    }
    return annotations
  }

  private func read(_ reader: JSONObjectReader) throws(InputError) -> Annotation {
    let id = try reader.required("id").int()
    let imageNode = try reader.required("image_id")
    guard let imageIndex = imageIndices[try imageNode.int()] else {
      throw imageNode.error(
        found: "\(imageNode.foundText), which no picture has", expected: "the id of a picture")
    }
    let image = images[imageIndex]
    let categoryNode = try reader.required("category_id")
    let category = try categoryNode.int()
    guard categoryIDs.contains(category) else {
      throw categoryNode.error(
        found: "\(categoryNode.foundText), which no category has", expected: categoryText)
    }
    let box = try COCOBox.read(reader.required("bbox"), in: image, for: purpose)
    var mask: RLE?
    if masks, let node = reader.optional("segmentation"), !node.isNull {
      mask = try COCOSegmentation.read(node, height: image.height, width: image.width)
    }
    let areaNode = reader.optional("area")
    let area = try areaNode?.double(in: 0...Double.greatestFiniteMagnitude) ?? mask.map { Double($0.area) }
    let visible = reader.optional("visible_fraction")
    return Annotation(
      id: id, imageID: image.id, categoryID: category, box: box, area: area,
      isCrowd: try Self.flag(reader.optional("iscrowd")), mask: mask,
      visibleFraction: visible?.isNull == false ? try visible?.double(in: 0...1) : nil,
      isDifficult: try Self.flag(reader.optional("difficult")))
  }

  /// 1 or `true`; an absent one is 0.
  private static func flag(_ node: JSONNode?) throws(InputError) -> Bool {
    guard let node else { return false }
    if case .bool(let value) = node.value { return value }
    return try node.int(in: 0...1) == 1
  }
}

/// A box as COCO writes it: `[x, y, width, height]`.
enum COCOBox {
  /// Four finite numbers with sides that are not negative; inside `image`, if given, as the purpose asks.
  static func read(
    _ node: JSONNode, in image: ImageRecord?, for purpose: COCODataset.Purpose = .pictures
  ) throws(InputError) -> Box {
    let nodes = try node.array()
    guard nodes.count == 4 else {
      throw node.error(found: node.foundText, expected: "four numbers [x, y, width, height]")
    }
    let numbers = (try nodes[0].double(), try nodes[1].double(), try nodes[2].double(), try nodes[3].double())
    let box = Box(x: numbers.0, y: numbers.1, width: numbers.2, height: numbers.3)
    guard box.x2.isFinite, box.y2.isFinite else {
      throw node.error(found: "a box that is not finite", expected: "finite numbers")
    }
    for side in [nodes[2], nodes[3]] where try side.double() < 0 {
      throw side.error(found: "\(side.foundText) as a side of a box", expected: "0 or more")
    }
    if let image, image.width > 0, image.height > 0 {
      let (width, height, slack) = (Double(image.width), Double(image.height), COCODataset.boxTolerance)
      let fits =
        switch purpose {
        case .pictures: box.x >= -slack && box.y >= -slack && box.x2 <= width + slack && box.y2 <= height + slack
        case .measuring: box.x2 >= 0 && box.y2 >= 0 && box.x <= width && box.y <= height
        }
      guard fits else {
        throw node.error(
          found: "a box from (\(box.x), \(box.y)) to (\(box.x2), \(box.y2))",
          expected: "a box inside its picture of \(image.width) x \(image.height) pixels")
      }
    }
    return box
  }

  /// `[x, y, width, height]`.
  static func json(_ box: Box) -> JSONValue {
    .array([box.x, box.y, box.width, box.height].map(number))
  }

  /// A number, without a fraction if it has none.
  static func number(_ value: Double) -> JSONValue {
    if let whole = Int64(exactly: value) { return .integer(whole) }
    return .number(value)
  }
}
