public import Detection

/// The share of given objects that a detector finds at one score and one IoU: the measure of Occluded COCO and
/// Separated COCO (Zhan, Xie and Zisserman, BMVC 2022), which its authors take between masks.
///
/// An object is found if *any* detection of its picture claims its class with enough score and enough overlap. One
/// detection may find several objects, and false positives cost nothing.
public struct FixedScoreRecall: Hashable, Sendable {
  /// The least score that counts, 0.3.
  public static let minimumScore = 0.3
  /// The least IoU that counts, 0.75.
  public static let minimumIoU = 0.75

  /// How many of the objects were found.
  public let found: Int
  /// The objects, which the share is of.
  public let n: Int

  /// The share of objects found, 0...1; nil without any object.
  public var value: Double? { n > 0 ? Double(found) / Double(n) : nil }

  /// Measures the share.
  ///
  /// - Parameters:
  ///   - objects: The objects to find, each of them counted, whatever else their pictures show.
  ///   - detections: The detections of all pictures, without any cap.
  ///   - measure: Whether the IoU is one of masks or of boxes; with `.mask` all objects and all detections on their
  ///     pictures have one.
  public init(objects: [Annotation], detections: [Detection], measure: OverlapMeasure) {
    struct Place: Hashable {
      let image: Int
      let category: Int
    }
    var candidates: [Place: [Detection]] = [:]  // looked up, never iterated
    let places = Set(objects.map { Place(image: $0.imageID, category: $0.categoryID) })
    for detection in detections where detection.score >= FixedScoreRecall.minimumScore {
      let place = Place(image: detection.imageID, category: detection.categoryID)
      if places.contains(place) { candidates[place, default: []].append(detection) }
    }
    n = objects.count
    found = objects.count { object in
      let own = candidates[Place(image: object.imageID, category: object.categoryID)] ?? []
      switch measure {
      case .box:
        return own.contains { $0.box.iou(object.box) >= FixedScoreRecall.minimumIoU }
      case .mask:
        let runs = MaskRuns(object.measuredMask)
        return own.contains { MaskRuns($0.measuredMask).iou(runs, crowd: false) >= FixedScoreRecall.minimumIoU }
      }
    }
  }
}
