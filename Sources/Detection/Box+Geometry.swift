extension Box {
  /// `width * height`, square pixels. Meaningless for an ill-formed box.
  public var area: Double { width * height }

  /// The middle of the box, pixels.
  public var center: (x: Double, y: Double) { (x + width / 2, y + height / 2) }

  /// Whether the box covers no area: no width, no height, or a NaN in either.
  public var isEmpty: Bool { !(width > 0 && height > 0) }

  /// Area shared with another box, square pixels; 0 when they only touch.
  public func intersection(_ other: Box) -> Double {
    let w = min(x2, other.x2) - max(x1, other.x1)
    guard w > 0 else { return 0 }
    let h = min(y2, other.y2) - max(y1, other.y1)
    guard h > 0 else { return 0 }
    return w * h
  }

  /// Intersection over union, 0...1; 0 when nothing is shared.
  ///
  /// The order of the operations is that of COCO's `bbIou`, so the result has the same bits.
  public func iou(_ other: Box) -> Double {
    let shared = intersection(other)
    guard shared > 0 else { return 0 }
    return shared / (area + other.area - shared)
  }

  /// The share of this box's own area that lies in `crowd`: COCO's measure of overlap of a detection with a region
  /// annotated as a crowd. 0 when nothing is shared.
  public func share(inCrowd crowd: Box) -> Double {
    let shared = intersection(crowd)
    guard shared > 0 else { return 0 }
    return shared / area
  }

  /// The part of the box inside a picture of this size; an empty box on the nearest edge when there is none.
  ///
  /// A box wholly inside comes back unchanged, bit for bit.
  public func clipped(width imageWidth: Double, height imageHeight: Double) -> Box {
    if x1 >= 0, y1 >= 0, x2 <= imageWidth, y2 <= imageHeight { return self }
    return Box(
      x1: min(max(x1, 0), imageWidth), y1: min(max(y1, 0), imageHeight),
      x2: min(max(x2, 0), imageWidth), y2: min(max(y2, 0), imageHeight))
  }
}
