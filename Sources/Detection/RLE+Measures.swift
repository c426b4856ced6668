extension RLE {
  /// Pixels that are on.
  public var area: Int {
    var sum = 0
    forEachRun { sum += $1 - $0 }
    return sum
  }

  /// The smallest box around the pixels that are on; all zeros when there are none.
  public var boundingBox: Box {
    var (left, top, right, bottom) = (width, height, 0, 0)  // right and bottom exclusive
    forEachRun { start, end in
      let (firstColumn, lastColumn) = (start / height, (end - 1) / height)
      left = min(left, firstColumn)
      right = max(right, lastColumn + 1)
      if firstColumn < lastColumn {  // such a run reaches the bottom of one column and the top of the next
        (top, bottom) = (0, height)
      } else {
        top = min(top, start % height)
        bottom = max(bottom, (end - 1) % height + 1)
      }
    }
    guard right > 0 else { return Box(x: 0, y: 0, width: 0, height: 0) }
    return Box(x: Double(left), y: Double(top), width: Double(right - left), height: Double(bottom - top))
  }

  /// Intersection over union with another mask of the same size, 0...1; 0 when either is empty or the sizes differ.
  ///
  /// - Parameters:
  ///   - other: The other mask; the annotated one where `crowd` is set.
  ///   - crowd: Whether `other` is a crowd region, for which the divisor is this mask's own area, as in COCO.
  public func iou(_ other: RLE, crowd: Bool) -> Double { MaskRuns(self).iou(MaskRuns(other), crowd: crowd) }

  /// The pixels that are on in any of the masks; nil for no masks at all or masks of different sizes.
  public static func union(_ masks: [RLE]) -> RLE? {
    guard let first = masks.first else { return nil }
    guard masks.allSatisfy({ $0.height == first.height && $0.width == first.width }) else { return nil }
    if masks.count == 1 { return first }
    let runs = masks.flatMap(\.runs).sorted { $0.lowerBound < $1.lowerBound }
    var counts: [UInt32] = []
    var position = 0
    var open: Range<Int>?
    func close(_ run: Range<Int>) {
      counts.append(UInt32(run.lowerBound - position))
      counts.append(UInt32(run.count))
      position = run.upperBound
    }
    for run in runs {
      if let current = open, run.lowerBound <= current.upperBound {
        open = current.lowerBound..<max(current.upperBound, run.upperBound)
      } else {
        if let current = open { close(current) }
        open = run
      }
    }
    if let current = open { close(current) }
    let pixels = first.height * first.width
    if position < pixels || counts.isEmpty { counts.append(UInt32(pixels - position)) }
    return RLE(height: first.height, width: first.width, counts: counts)
  }

  private var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    forEachRun { runs.append($0..<$1) }
    return runs
  }
}
