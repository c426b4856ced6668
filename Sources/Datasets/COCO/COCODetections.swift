public import Detection
public import StrictJSON

/// A results list in COCO's format: an array of `image_id`, `category_id`, `bbox`, `score`, and `segmentation` for
/// detectors that give masks.
public struct COCODetections: Sendable, Equatable {
  /// The detections, in file order.
  public var detections: [Detection]

  /// A results list.
  public init(_ detections: [Detection]) { self.detections = detections }

  /// Reads a results file that belongs to a data set.
  ///
  /// Refused, with line, column and path: pictures and categories that `dataset` lacks, scores that are not finite,
  /// boxes with negative sides, malformed masks. Boxes may reach outside their picture. A result without `bbox` takes
  /// the box around its mask; a `bbox` of `[]` is none. Other keys may be there.
  ///
  /// Areas are as pycocotools has them: a result with a box has the box's area, one without that of its mask. The first
  /// result decides for the whole file, so that after a first one without `bbox` all areas are those of the masks.
  ///
  /// - Parameters:
  ///   - file: The results file.
  ///   - dataset: The data set.
  ///   - masks: Whether every result must have a mask. Without, masks are read only where they stand for boxes or areas.
  public init(file: String, for dataset: COCODataset, masks: Bool = false) throws(InputError) {
    try self.init(document: JSONDocument(file: file), for: dataset, masks: masks)
  }

  /// Reads a parsed results document that belongs to a data set.
  public init(document: JSONDocument, for dataset: COCODataset, masks: Bool = false) throws(InputError) {
    let categoryIDs = Set(dataset.categories.map(\.id))
    let nodes = try document.root.array()
    detections = []
    detections.reserveCapacity(nodes.count)
    var firstHasBox: Bool?
    for node in nodes {
      let reader = try node.object()
      let imageNode = try reader.required("image_id")
      let imageID = try imageNode.int()
      guard let index = dataset.imageIndex(id: imageID) else {
        throw imageNode.error(
          found: "\(imageNode.foundText), which no picture of the data set has",
          expected: "the id of a picture")
      }
      let categoryNode = try reader.required("category_id")
      let categoryID = try categoryNode.int()
      guard categoryIDs.contains(categoryID) else {
        throw categoryNode.error(
          found: "\(categoryNode.foundText), which no category of the data set has",
          expected: "the id of a category")
      }
      let hasBox = try reader.optional("bbox").map { (node) throws(InputError) in try !Self.isEmpty(node) } ?? false
      let takesBoxArea = hasBox && firstHasBox ?? true
      firstHasBox = firstHasBox ?? hasBox
      var mask: RLE?
      // Where boxes tell all, masks are not looked at.
      if masks || !takesBoxArea, let node = reader.optional("segmentation"), !node.isNull {
        let image = dataset.images[index]
        mask = try COCOSegmentation.read(node, height: image.height, width: image.width)
      }
      if masks, mask == nil {
        throw node.error(found: "a result without segmentation", expected: "one, as masks are measured")
      }
      let box: Box
      if let mask, !hasBox {
        box = mask.boundingBox
      } else {
        box = try COCOBox.read(reader.required("bbox"), in: nil)
      }
      let limit = Double.greatestFiniteMagnitude
      detections.append(
        Detection(
          imageID: imageID, categoryID: categoryID, box: box,
          score: try reader.required("score").double(in: -limit...limit), mask: mask,
          ownArea: takesBoxArea ? nil : mask.map { Double($0.area) }))
    }
  }

  /// Whether a box is the empty array that some programs write for none.
  private static func isEmpty(_ node: JSONNode) throws(InputError) -> Bool {
    if case .array(let numbers) = node.value { numbers.isEmpty } else { false }
  }

  /// The list as JSON text, one line for each detection. A box or score that is not finite is a programming error.
  public var text: String {
    var text = "["
    for (index, detection) in detections.enumerated() {
      var members: [(String, JSONValue)] = [
        ("image_id", .integer(detection.imageID)), ("category_id", .integer(detection.categoryID)),
        ("bbox", COCOBox.json(detection.box)), ("score", .number(detection.score)),
      ]
      if let mask = detection.mask { members.append(("segmentation", COCOSegmentation.json(mask))) }
      text += index == 0 ? "\n" : ",\n"
      text += JSONValue.object(JSONObject(members)).canonicalText
    }
    return text + "\n]\n"
  }

  /// Writes a results file.
  public func write(to path: String) throws(FileWriteError) { try FileBytes.write(text.utf8, to: path) }
}
