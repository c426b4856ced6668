/// One object that a detector claims to see.
public struct Detection: Hashable, Sendable {
  /// The picture.
  public let imageID: Int
  /// The class claimed.
  public let categoryID: Int
  /// The box claimed.
  public var box: Box
  /// How sure the detector is; only the order of scores matters to COCO's measures.
  public var score: Double
  /// The pixels claimed, for detectors that give them.
  public var mask: RLE?
  /// The area that area ranges take the detection by, square pixels, where it is not the box's: that of the mask, for a
  /// result given without a box.
  public var ownArea: Double?

  /// The area that area ranges take the detection by, square pixels.
  public var area: Double { ownArea ?? box.area }

  /// A detection.
  public init(imageID: Int, categoryID: Int, box: Box, score: Double, mask: RLE? = nil, ownArea: Double? = nil) {
    self.imageID = imageID
    self.categoryID = categoryID
    self.box = box
    self.score = score
    self.mask = mask
    self.ownArea = ownArea
  }
}
