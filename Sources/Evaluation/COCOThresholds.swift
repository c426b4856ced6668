/// The numbers at which COCO's evaluator looks.
public enum COCOThresholds {
  /// The ten IoUs from 0.5 to 0.95 at which detections are matched.
  public static let iou = linspace(0.5, 0.95, count: 10)

  /// The 101 recalls from 0 to 1 at which precision is read.
  public static let recall = linspace(0, 1, count: 101)

  /// Evenly spaced numbers with the bits of NumPy's `linspace`: `i * step + start`, the last one set to `stop`.
  ///
  /// Other ways to write the same numbers round differently at a few of them, which moves single cells of the result.
  static func linspace(_ start: Double, _ stop: Double, count: Int) -> [Double] {
    let step = (stop - start) / Double(count - 1)
    return (0..<count).map { $0 == count - 1 ? stop : Double($0) * step + start }
  }
}
