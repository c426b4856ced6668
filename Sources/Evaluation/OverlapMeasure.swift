import Detection

/// What an overlap is measured between.
public enum OverlapMeasure: Sendable, Hashable {
  /// Boxes.
  case box
  /// Masks.
  case mask
}

extension Annotation {
  /// The mask, which whoever asks for overlaps of masks must have read.
  var measuredMask: RLE {
    guard let mask else { fatalError("The annotation \(id) is to be measured by its mask, but has none.") }
    return mask
  }
}

extension Detection {
  /// The mask, which whoever asks for overlaps of masks must have read.
  var measuredMask: RLE {
    guard let mask else { fatalError("A detection on picture \(imageID) is to be measured by its mask, but has none.") }
    return mask
  }
}
