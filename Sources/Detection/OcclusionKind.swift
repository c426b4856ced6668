/// What hiding did to an object that is partly hidden.
public enum OcclusionKind: String, CaseIterable, Sendable, Hashable {
  /// What is visible is still one part.
  case occluded
  /// What is visible lies in two or more parts that do not touch.
  case separated
}

extension Annotation {
  /// The kind of occlusion, from the visible fraction and the visible mask; nil for an object that is whole, that shows
  /// nothing, whose fraction or mask is not known, and for crowds. Parts touch by edges or corners (`RLE.partCount`).
  public var occlusion: OcclusionKind? {
    guard !isCrowd, let fraction = visibleFraction, fraction < 1, let mask else { return nil }
    let parts = mask.partCount
    return parts == 0 ? nil : parts == 1 ? .occluded : .separated
  }
}
