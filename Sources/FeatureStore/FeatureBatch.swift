/// RoI features of N detections, all arrays in the same order.
public struct FeatureBatch: Sendable, Equatable {
  /// The feature vectors `[N, D]`, row-major.
  public var features: [Float]
  /// `[N]` category id of the matched object, or 0 for background.
  public var labels: [Int64]
  /// `[N]` scores of the predicted categories, 0...1.
  public var scores: [Float]
  /// `[N, 4]` corners x1, y1, x2, y2 in absolute pixels.
  public var boxes: [Float]
  /// `[N]` image ids.
  public var imageIDs: [Int64]
  /// `[N]` category ids that the detector predicts.
  public var predictedLabels: [Int64]

  /// The number of detections N.
  public var count: Int { labels.count }

  /// Joins the arrays.
  public init(
    features: [Float] = [], labels: [Int64] = [], scores: [Float] = [], boxes: [Float] = [],
    imageIDs: [Int64] = [], predictedLabels: [Int64] = []
  ) {
    self.features = features
    self.labels = labels
    self.scores = scores
    self.boxes = boxes
    self.imageIDs = imageIDs
    self.predictedLabels = predictedLabels
  }

  /// Traps with a sentence when the arrays are of different lengths.
  func requireRows(of dimension: Int) {
    let lengths = [
      ("features", features.count, count * dimension), ("scores", scores.count, count),
      ("boxes", boxes.count, count * 4), ("image ids", imageIDs.count, count),
      ("predicted labels", predictedLabels.count, count),
    ]
    for (name, found, expected) in lengths where found != expected {
      fatalError("A batch of \(count) detections has \(found) values of \(name), not \(expected).")
    }
  }
}
