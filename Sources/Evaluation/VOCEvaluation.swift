public import Detection

/// PASCAL VOC's average precision at IoU 0.5, as the Python versions of its development kit compute it.
///
/// Per category the detections of all pictures are taken by falling score (ties by the pictures' ids, then by the order
/// given). Each one looks at the object of its picture and category that it overlaps most, the first of equals, and only
/// at that one: with an IoU above 0.5 it is right if the object is not found yet and wrong if it is; with less it is
/// wrong. If that object is difficult or a crowd, the detection counts as neither, and such objects need not be found.
/// There is no cap on detections.
///
/// Boxes are continuous here. VOC counts whole pixels, first to last included, so that its box from pixel a to pixel b is
/// the continuous one from a - 1 to b (its pixels start at 1); in that form the IoUs are VOC's own.
public struct VOCEvaluation: Sendable, Hashable {
  /// How a curve of precision over recall becomes one number.
  public enum Form: String, CaseIterable, Sendable, Hashable {
    /// The area under the curve made monotone: VOC 2010 and later.
    case area
    /// The mean of the best precision at or beyond the recalls 0, 0.1, …, 1: VOC 2007.
    case elevenPoint = "11-point"
  }

  /// One category's part.
  public struct ClassScore: Sendable, Hashable {
    /// The category.
    public let category: Category
    /// Its AP, 0...1; nil where no object counts.
    public let ap: Double?
    /// How many of its objects count.
    public let n: Int
  }

  /// The IoU that a detection must exceed.
  public static let minimumIoU = 0.5

  /// One entry per category, by rising id.
  public let perClass: [ClassScore]

  /// The mean of AP over the categories that have objects which count; nil without any.
  public var meanAP: Double? {
    let values = perClass.compactMap(\.ap)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// How many objects count.
  public var objectCount: Int { perClass.reduce(0) { $0 + $1.n } }

  /// Evaluates boxes.
  ///
  /// - Parameters:
  ///   - images: Ids of the pictures to evaluate; detections and objects of others are left out.
  ///   - categories: The categories to evaluate, each once.
  ///   - annotations: The objects.
  ///   - detections: The detections, in file order.
  ///   - form: How a curve becomes a number.
  public init(
    images: [Int], categories: [Category], annotations: [Annotation], detections: [Detection], form: Form
  ) {
    let categories = categories.sorted { $0.id < $1.id }
    let grid = CellGrid(images: images, categories: categories.map(\.id))
    let objects = grid.group(annotations) { ($0.imageID, $0.categoryID) }
    let candidates = grid.group(detections) { ($0.imageID, $0.categoryID) }
    perClass = categories.indices.map { category in
      var curve = VOCCurve()
      for image in 0..<grid.imageCount {
        let cell = grid.cell(image: image, category: category)
        curve.append(objects[cell].map { annotations[$0] }, candidates[cell].map { detections[$0] })
      }
      return ClassScore(category: categories[category], ap: curve.averagePrecision(form), n: curve.objectCount)
    }
  }
}

/// What happened to the detections of one category.
private struct VOCCurve {
  private(set) var objectCount = 0
  /// Score of each detection that counts, and whether it found an object.
  private var outcomes: [(score: Double, isHit: Bool)] = []

  /// Adds one picture. An object is found only by a detection of its own picture, so that pictures can be taken one by
  /// one as long as each one's detections are taken by falling score.
  mutating func append(_ objects: [Annotation], _ detections: [Detection]) {
    objectCount += objects.count { !$0.isDifficult && !$0.isCrowd }
    var isFound = [Bool](repeating: false, count: objects.count)
    let order = detections.indices.sorted {
      (detections[$1].score, $0) < (detections[$0].score, $1)
    }
    for index in order {
      var (best, found) = (-1.0, 0)
      for (place, object) in objects.enumerated() {
        let overlap = detections[index].box.iou(object.box)
        if overlap > best { (best, found) = (overlap, place) }
      }
      guard best > VOCEvaluation.minimumIoU else {
        outcomes.append((detections[index].score, false))
        continue
      }
      if objects[found].isDifficult || objects[found].isCrowd { continue }
      outcomes.append((detections[index].score, !isFound[found]))
      isFound[found] = true
    }
  }

  func averagePrecision(_ form: VOCEvaluation.Form) -> Double? {
    guard objectCount > 0 else { return nil }
    var points: [(recall: Double, precision: Double)] = []
    var hits = 0
    let order = outcomes.indices.sorted { (outcomes[$1].score, $0) < (outcomes[$0].score, $1) }
    for (place, index) in order.enumerated() {
      if outcomes[index].isHit { hits += 1 }
      points.append((Double(hits) / Double(objectCount), Double(hits) / Double(place + 1)))
    }
    for index in points.indices.dropLast().reversed() {
      points[index].precision = max(points[index].precision, points[index + 1].precision)
    }
    switch form {
    case .area:
      var (sum, recall) = (0.0, 0.0)
      for point in points where point.recall > recall {
        sum += (point.recall - recall) * point.precision
        recall = point.recall
      }
      return sum
    case .elevenPoint:
      let best = (0...10).map { step in points.first { $0.recall >= Double(step) * 0.1 }?.precision ?? 0 }
      return best.reduce(0) { $0 + $1 / 11 }
    }
  }
}
