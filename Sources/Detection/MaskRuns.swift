/// A mask laid out for many overlaps: its runs of pixels that are on, how many those are, and the box around them.
public struct MaskRuns: Sendable {
  /// Pixels that are on.
  public let area: Int
  private let height: Int
  private let width: Int
  private let runs: [Range<Int>]
  private let box: Box

  /// The runs of a mask.
  public init(_ mask: RLE) {
    var runs: [Range<Int>] = []
    var area = 0
    mask.forEachRun { start, end in
      runs.append(start..<end)
      area += end - start
    }
    self.area = area
    self.runs = runs
    (height, width, box) = (mask.height, mask.width, mask.boundingBox)
  }

  /// Intersection over union with another mask of the same size, 0...1; 0 when either is empty or the sizes differ.
  ///
  /// - Parameters:
  ///   - other: The other mask; the annotated one where `crowd` is set.
  ///   - crowd: Whether `other` is a crowd region, for which the divisor is this mask's own area, as in COCO.
  public func iou(_ other: MaskRuns, crowd: Bool) -> Double {
    guard height == other.height, width == other.width, box.intersection(other.box) > 0 else { return 0 }
    let shared = MaskRuns.overlap(runs, other.runs)
    guard shared > 0 else { return 0 }
    return Double(shared) / Double(crowd ? area : area + other.area - shared)
  }

  private static func overlap(_ a: [Range<Int>], _ b: [Range<Int>]) -> Int {
    var (i, j, shared) = (0, 0, 0)
    while i < a.count, j < b.count {
      shared += max(0, min(a[i].upperBound, b[j].upperBound) - max(a[i].lowerBound, b[j].lowerBound))
      if a[i].upperBound < b[j].upperBound { i += 1 } else { j += 1 }
    }
    return shared
  }
}
