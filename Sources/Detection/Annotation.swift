/// One annotated object, or crowd of objects, of a picture: the ground truth.
public struct Annotation: Hashable, Sendable {
  /// The id, unique in its file. COCO's evaluator loses the object with id 0, so start at 1.
  public let id: Int
  /// The picture.
  public let imageID: Int
  /// The class.
  public let categoryID: Int
  /// The box around the object.
  public var box: Box
  /// The object's area, square pixels, as the file gives it: in COCO that of the mask, not of the box. It decides
  /// whether the object is small, medium or large.
  public var area: Double
  /// Whether this is a region with many objects, which no detection is charged for.
  public var isCrowd: Bool
  /// Whether the file calls the object difficult, as PASCAL VOC does: COCO's measures take no notice, VOC's leave it out.
  public var isDifficult: Bool
  /// The object's pixels, where known.
  public var mask: RLE?
  /// The share of the object's own pixels that no other object hides, 0...1, where known.
  public var visibleFraction: Double?

  /// An annotation. `area` is the box's where none is given.
  public init(
    id: Int, imageID: Int, categoryID: Int, box: Box, area: Double? = nil, isCrowd: Bool = false,
    mask: RLE? = nil, visibleFraction: Double? = nil, isDifficult: Bool = false
  ) {
    self.id = id
    self.imageID = imageID
    self.categoryID = categoryID
    self.box = box
    self.area = area ?? box.area
    self.isCrowd = isCrowd
    self.isDifficult = isDifficult
    self.mask = mask
    self.visibleFraction = visibleFraction
  }
}
