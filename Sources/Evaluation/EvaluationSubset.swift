public import Detection

/// The objects that an evaluation is about.
///
/// Categories outside the subset are not evaluated at all. *Objects* outside it are ignored, just as COCO
/// ignores objects outside an area range: missing them costs nothing, and detections matched to them are dropped.
/// Detections matched to nothing stay false positives whatever the band, since no visibility can be told for them;
/// precision is therefore lower on a narrow band, and bands compare arms with each other rather than with `all`.
public struct EvaluationSubset: Hashable, Sendable {
  /// The name under which results are kept.
  public let name: String
  /// Ids of the categories to evaluate; nil for all.
  public let categoryIDs: Set<Int>?
  /// The visible fractions of the objects that count; nil for all objects.
  public let visible: VisibleBand?
  /// Ids of the annotations that count, the others being ignored as those outside a band are; nil for all.
  public let annotationIDs: Set<Int>?

  /// A subset.
  public init(
    name: String, categoryIDs: Set<Int>? = nil, visible: VisibleBand? = nil, annotationIDs: Set<Int>? = nil
  ) {
    self.name = name
    self.categoryIDs = categoryIDs
    self.visible = visible
    self.annotationIDs = annotationIDs
  }

  /// Whether an annotation counts.
  public func counts(_ annotation: Annotation) -> Bool {
    (categoryIDs?.contains(annotation.categoryID) ?? true)
      && counts(
        CategoryCells.Object(
          area: annotation.area, isCrowd: annotation.isCrowd, visibleFraction: annotation.visibleFraction,
          id: annotation.id))
  }

  /// Whether an object of the subset's categories counts.
  func counts(_ object: CategoryCells.Object) -> Bool {
    !object.isCrowd && (visible?.contains(object.visibleFraction) ?? true)
      && (annotationIDs?.contains(object.id) ?? true)
  }

  /// Every object of every category.
  public static let all = EvaluationSubset(name: "all")
}

/// A range of visible fractions, closed below and closed or open above.
public struct VisibleBand: Hashable, Sendable, CustomStringConvertible {
  /// The least visible fraction, in the band.
  public let lower: Double
  /// The greatest visible fraction.
  public let upper: Double
  /// Whether `upper` itself is in the band.
  public let includesUpper: Bool

  /// The band `[lower, upper)`.
  public init(_ range: Range<Double>) {
    (lower, upper, includesUpper) = (range.lowerBound, range.upperBound, false)
  }

  /// The band `[lower, upper]`.
  public init(_ range: ClosedRange<Double>) {
    (lower, upper, includesUpper) = (range.lowerBound, range.upperBound, true)
  }

  /// `count` bands of equal width over 0...1, the last one closed.
  public static func equal(_ count: Int) -> [VisibleBand] {
    (0..<count).map { index in
      let (lower, upper) = (Double(index) / Double(count), Double(index + 1) / Double(count))
      return index + 1 == count ? VisibleBand(lower...upper) : VisibleBand(lower..<upper)
    }
  }

  /// Whether the band holds an object of this visible fraction. One whose fraction is not known is in no band.
  public func contains(_ fraction: Double?) -> Bool {
    guard let fraction else { return false }
    return fraction >= lower && (fraction < upper || (includesUpper && fraction == upper))
  }

  /// As experiments write it: `visible[0.25,0.5)`.
  public var description: String {
    func text(_ value: Double) -> String {
      let text = "\(value)"
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    return "visible[\(text(lower)),\(text(upper))\(includesUpper ? "]" : ")")"
  }
}
