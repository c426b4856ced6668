extension RLE {
  /// The union of filled polygons, rasterised exactly as COCO's own code does it.
  ///
  /// Outlines are traced on a grid five times finer than the pixels; a pixel column is crossed where the trace passes
  /// its centre line, and the rows between two crossings are on.
  ///
  /// - Parameters:
  ///   - polygons: Each one `[x0, y0, x1, y1, …]` in pixels, closed by itself; a stray last number is left out. A polygon
  ///     with fewer than three points, a number that is not finite, or one beyond a million pixels covers nothing.
  ///   - height: Rows of the mask.
  ///   - width: Columns of the mask.
  public init(polygons: [[Double]], height: Int, width: Int) {
    let masks = polygons.compactMap { polygon in
      RLE.crossings(of: polygon, height, width).map { RLE(crossings: $0, height: height, width: width) }
    }
    self = RLE.union(masks) ?? RLE(height: height, width: width, counts: [UInt32(height * width)])
  }

  private static let fineness = 5.0

  /// The column-major positions at which the filled polygon's pixels switch on or off, sorted; nil for a bad polygon.
  private static func crossings(of polygon: [Double], _ height: Int, _ width: Int) -> [Int]? {
    let count = polygon.count / 2
    guard count >= 3, polygon.allSatisfy({ abs($0) <= 1e6 }) else { return nil }
    let fine = polygon.map { Int(fineness * $0 + 0.5) }
    var crossings: [Int] = []
    var previous: (u: Int, v: Int)?
    func visit(_ u: Int, _ v: Int) {
      defer { previous = (u, v) }
      guard let before = previous, u != before.u else { return }
      let column = (Double(u < before.u ? u : u - 1) + 0.5) / fineness - 0.5
      guard column.rounded(.down) == column, column >= 0, column <= Double(width - 1) else { return }
      let edge = (Double(min(v, before.v)) + 0.5) / fineness - 0.5
      let row = min(max(edge, 0), Double(height)).rounded(.up)
      crossings.append(Int(column) * height + Int(row))
    }
    for corner in 0..<count {
      let next = corner + 1 < count ? corner + 1 : 0
      trace(
        from: (fine[2 * corner], fine[2 * corner + 1]), to: (fine[2 * next], fine[2 * next + 1]), visit)
    }
    return crossings.sorted()
  }

  /// Visits the fine grid points of one edge, both ends included. The slope is always taken from the end with the
  /// smaller main coordinate, so that an edge shared by two polygons is traced alike in both directions.
  private static func trace(from start: (Int, Int), to end: (Int, Int), _ visit: (Int, Int) -> Void) {
    let dx = abs(end.0 - start.0)
    let dy = abs(end.1 - start.1)
    let isFlat = dx >= dy
    let isFlipped = isFlat ? start.0 > end.0 : start.1 > end.1
    let (low, high) = isFlipped ? (end, start) : (start, end)
    let steps = max(dx, dy)
    let rise = isFlat ? high.1 - low.1 : high.0 - low.0
    let slope = steps == 0 ? 0 : Double(rise) / Double(steps)
    for step in 0...steps {
      let t = isFlipped ? steps - step : step
      let across = Int(Double(isFlat ? low.1 : low.0) + slope * Double(t) + 0.5)
      if isFlat { visit(low.0 + t, across) } else { visit(across, low.1 + t) }
    }
  }

  /// The mask whose pixels switch at each of the sorted positions; two switches at one position cancel.
  private init(crossings: [Int], height: Int, width: Int) {
    let pixels = height * width
    var counts: [UInt32] = []
    var position = 0
    var index = 0
    while index < crossings.count {
      let crossing = crossings[index]
      if index + 1 < crossings.count, crossings[index + 1] == crossing {
        index += 2
        continue
      }
      counts.append(UInt32(crossing - position))
      position = crossing
      index += 1
    }
    if position < pixels || counts.isEmpty { counts.append(UInt32(pixels - position)) }
    self.init(height: height, width: width, counts: counts)
  }
}
