/// Assigns to each box the object that it should find, by their overlaps (mmdetection's `MaxIoUAssigner`).
public struct Matcher: Sendable, Equatable {
  /// What a box is matched to that is no object.
  public static let background: Int32 = -1
  /// What a box is matched to that takes no part in training.
  public static let ignored: Int32 = -2

  /// A box is positive from this IoU with an object on.
  public var positiveIoU: Float
  /// A box is negative whose IoU with every object is below this.
  public var negativeIoU: Float
  /// Whether the best boxes of an object are positive even below `positiveIoU`; all boxes that tie for best are.
  public var matchesLowQuality: Bool
  /// The IoU that such a best box must reach.
  public var lowQualityIoU: Float

  /// All thresholds.
  public init(positiveIoU: Float, negativeIoU: Float, matchesLowQuality: Bool, lowQualityIoU: Float) {
    self.positiveIoU = positiveIoU
    self.negativeIoU = negativeIoU
    self.matchesLowQuality = matchesLowQuality
    self.lowQualityIoU = lowQualityIoU
  }

  /// The reference's thresholds for anchors.
  public static let anchors = Matcher(
    positiveIoU: 0.7, negativeIoU: 0.3, matchesLowQuality: true, lowQualityIoU: 0.3)
  /// The reference's thresholds for proposals.
  public static let proposals = Matcher(
    positiveIoU: 0.5, negativeIoU: 0.5, matchesLowQuality: false, lowQualityIoU: 0.5)

  /// For each box the number of its object, or `background`, or `ignored`. Of equal overlaps the first object wins;
  /// of two objects with the same best box the later one gets it.
  public func match(_ boxes: [Corners], to objects: [Corners]) -> [Int32] {
    var best = [Float](repeating: 0, count: boxes.count)
    var matches = [Int32](repeating: Matcher.background, count: boxes.count)
    var overlaps = [Float](repeating: 0, count: boxes.count)
    var lowQuality: [(box: Int, object: Int32)] = []
    for (number, object) in objects.enumerated() {
      var highest: Float = 0
      for index in boxes.indices {
        let iou = boxes[index].iou(object)
        overlaps[index] = iou
        highest = max(highest, iou)
        guard iou > best[index] else { continue }
        best[index] = iou
        matches[index] = Int32(number)
      }
      guard matchesLowQuality, highest >= lowQualityIoU, highest > 0 else { continue }
      for index in boxes.indices where overlaps[index] == highest { lowQuality.append((index, Int32(number))) }
    }
    for index in boxes.indices {
      if best[index] < negativeIoU {
        matches[index] = Matcher.background
      } else if best[index] < positiveIoU {
        matches[index] = Matcher.ignored
      }
    }
    for found in lowQuality { matches[found.box] = found.object }
    return matches
  }
}
