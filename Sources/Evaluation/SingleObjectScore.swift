public import Detection

/// How well a detector finds *the* object of pictures that show one, by its single best detection.
public struct SingleObjectScore: Hashable, Sendable {
  /// Name and version of the definition below; the version rises when a number would change.
  public static let definition = "best-detection/1"

  /// The share of pictures whose top-scored box has an IoU of at least 0.5 with the object, whatever class it claims;
  /// 0...1, nil without any picture.
  public let coLoc: Double?
  /// The share of pictures whose top-scored detection claims the object's class, wherever its box; 0...1, nil without
  /// any picture.
  public let accuracy: Double?
  /// The pictures with an object, which both shares are of.
  public let n: Int

  /// Scores the pictures that have an object.
  ///
  /// A picture without a detection counts as a failure in both shares. Of equal scores the earlier detection is taken. If
  /// a picture has several objects, finding any of them counts; crowds are left out.
  ///
  /// - Parameters:
  ///   - images: Ids of the pictures to score; those without an object are left out.
  ///   - annotations: The objects.
  ///   - detections: The detections of all pictures.
  public init(images: [Int], annotations: [Annotation], detections: [Detection]) {
    var objects: [Int: [Annotation]] = [:]  // looked up by picture, never iterated
    for annotation in annotations where !annotation.isCrowd {
      objects[annotation.imageID, default: []].append(annotation)
    }
    var best: [Int: Detection] = [:]
    for detection in detections where !detection.score.isNaN {
      if let other = best[detection.imageID], other.score >= detection.score { continue }
      best[detection.imageID] = detection
    }
    var (count, located, named) = (0, 0, 0)
    for image in Set(images).sorted() {
      guard let shown = objects[image] else { continue }
      count += 1
      guard let detection = best[image] else { continue }
      if shown.contains(where: { $0.box.iou(detection.box) >= 0.5 }) { located += 1 }
      if shown.contains(where: { $0.categoryID == detection.categoryID }) { named += 1 }
    }
    n = count
    coLoc = count > 0 ? Double(located) / Double(count) : nil
    accuracy = count > 0 ? Double(named) / Double(count) : nil
  }
}
