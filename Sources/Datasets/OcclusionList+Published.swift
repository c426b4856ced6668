public import Detection
public import StrictJSON

extension OcclusionList {
  /// An object as the published lists of Occluded COCO and Separated COCO have it.
  public struct Published: Sendable, Hashable {
    /// The file name of the picture.
    public let image: String
    /// The name of the category.
    public let category: String
    /// The annotation's id.
    public let id: Int
    /// Four numbers, `xywh` in one of the published lists and `xyxy` in the other.
    public let box: [Double]
    /// The visible mask.
    public let mask: RLE

    /// An object from its parts.
    public init(image: String, category: String, id: Int, box: [Double], mask: RLE) {
      (self.image, self.category, self.id, self.box, self.mask) = (image, category, id, box, mask)
    }
  }

  /// The least IoU of a published mask with the annotation's, below which it is another object's.
  public static let minimumAgreement = 0.9
  /// How far, in pixels, an edge of a published box may lie from the annotation's.
  public static let boxAgreement = 1.0

  /// The list of published objects, each checked against the annotations, which must have been read with masks.
  ///
  /// Refused, by the number of the item, are ids that no annotation has (all of them are counted), other pictures or
  /// category names than annotated, boxes of other than four numbers, and masks that agree with the annotated one by an
  /// IoU below 0.9. A mask that agrees but is not the same is kept in the list. Boxes are not used: see ``strayBoxes``.
  public init(_ published: [Published], checkedAgainst dataset: COCODataset, file: String? = nil) throws(InputError) {
    let annotations = Dictionary(dataset.annotations.map { ($0.id, $0) }) { first, _ in first }
    let names = Dictionary(dataset.categories.map { ($0.id, $0.name) }) { first, _ in first }
    let unknown = published.filter { annotations[$0.id] == nil }
    if let first = unknown.first {
      let shown = unknown.prefix(5).map { String($0.id) }.joined(separator: ", ")
      throw InputError(
        file: file, jsonPath: "$[\(published.firstIndex(of: first) ?? 0)][2]",
        found: "\(unknown.count) of \(published.count) annotation ids that \(dataset.file ?? "the data set") lacks: "
          + shown + (unknown.count > 5 ? ", …" : ""), expected: "ids of its annotations")
    }
    var items: [Item] = []
    for (index, one) in published.enumerated() {
      guard let object = annotations[one.id] else { continue }
      func failure(_ part: Int, _ found: String, _ expected: String) -> InputError {
        InputError(
          file: file, jsonPath: "$[\(index)][\(part)]", found: "\(found) for the annotation \(one.id)",
          expected: expected)
      }
      let image = dataset.imageIndex(id: object.imageID).map { dataset.images[$0].fileName } ?? ""
      guard image == one.image else { throw failure(0, "the picture \"\(one.image)\"", "\"\(image)\", as annotated") }
      let name = names[object.categoryID] ?? ""
      guard name == one.category else {
        throw failure(1, "the category \"\(one.category)\"", "\"\(name)\", as annotated")
      }
      guard one.box.count == 4 else { throw failure(3, "the box \(one.box)", "four numbers") }
      guard let mask = object.mask else { throw failure(4, "a mask", "none, as annotated") }
      let isSame = mask == one.mask
      guard isSame || mask.iou(one.mask, crowd: false) >= Self.minimumAgreement else {
        throw failure(4, "a mask that is not the annotation's", "one that agrees by an IoU of \(Self.minimumAgreement)")
      }
      items.append(Item(id: one.id, image: image, category: name, mask: isSame ? nil : one.mask))
    }
    self.init(items)
  }

  /// How many published boxes lie more than a pixel from the annotated one in both readings. No measure uses them.
  public static func strayBoxes(_ published: [Published], in dataset: COCODataset) -> Int {
    let boxes = Dictionary(dataset.annotations.map { ($0.id, $0.box) }) { first, _ in first }
    return published.count { one in
      guard let box = boxes[one.id] else { return false }
      func agrees(_ numbers: [Double]) -> Bool { zip(one.box, numbers).allSatisfy { abs($0 - $1) <= boxAgreement } }
      return !agrees([box.x, box.y, box.width, box.height]) && !agrees([box.x1, box.y1, box.x2, box.y2])
    }
  }

  /// Items with a mask of their own.
  public var ownMasks: Int { items.count { $0.mask != nil } }
}
