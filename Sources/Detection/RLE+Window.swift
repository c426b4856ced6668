extension RLE {
  /// The pixels of a part of the mask row by row, `[rows, columns]`, 0 or 1. The part must lie inside the mask.
  public func pixels(rows: Range<Int>, columns: Range<Int>) -> [UInt8] {
    guard rows.lowerBound >= 0, rows.upperBound <= height, columns.lowerBound >= 0, columns.upperBound <= width else {
      fatalError("Rows \(rows) and columns \(columns) are not all inside a mask of \(height) x \(width) pixels.")
    }
    var pixels = [UInt8](repeating: 0, count: rows.count * columns.count)
    guard !pixels.isEmpty else { return pixels }
    forEachRun { start, end in
      let first = max(start / height, columns.lowerBound)
      let last = min((end - 1) / height, columns.upperBound - 1)
      guard first <= last else { return }
      for column in first...last {
        let top = max(start - column * height, rows.lowerBound)
        let bottom = min(end - column * height, rows.upperBound)
        guard top < bottom else { continue }
        for row in top..<bottom {
          pixels[(row - rows.lowerBound) * columns.count + column - columns.lowerBound] = 1
        }
      }
    }
    return pixels
  }
}
