extension RLE {
  /// The mirror image, left and right exchanged.
  public func flipped() -> RLE {
    var columns = self.columns
    columns.reverse()
    return RLE(columns: columns, height: height)
  }

  /// The mask stretched to another size: a pixel is on where the pixel of this mask under its centre is.
  public func resized(height: Int, width: Int) -> RLE {
    guard height > 0, width > 0, self.height > 0, self.width > 0 else {
      fatalError("A mask of \(self.height) x \(self.width) pixels was to be stretched to \(height) x \(width).")
    }
    let old = columns
    // The first row whose centre lies at or below the upper edge of the old row `row`, in whole numbers.
    func first(_ row: Int) -> Int {
      let (numerator, denominator) = (2 * height * row - self.height, 2 * self.height)
      return numerator <= 0 ? 0 : (numerator + denominator - 1) / denominator
    }
    let stretched = old.map { runs in
      runs.map { first($0.lowerBound)..<min(first($0.upperBound), height) }.filter { !$0.isEmpty }
    }
    return RLE(
      columns: (0..<width).map { stretched[(2 * $0 + 1) * self.width / (2 * width)] }, height: height)
  }

  /// The part of the mask inside a rectangle, which must lie within it.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> RLE {
    guard x >= 0, y >= 0, width > 0, height > 0, x + width <= self.width, y + height <= self.height else {
      fatalError("[\(x), \(y), \(width), \(height)] is not inside a mask of \(self.height) x \(self.width) pixels.")
    }
    return RLE(
      columns: columns[x..<x + width].map { runs in
        runs.compactMap { run in
          let (low, high) = (max(run.lowerBound - y, 0), min(run.upperBound - y, height))
          return low < high ? low..<high : nil
        }
      }, height: height)
  }

  /// The rows that are on, column by column.
  private var columns: [[Range<Int>]] {
    var columns = [[Range<Int>]](repeating: [], count: width)
    forEachRun { start, end in
      for column in start / height...(end - 1) / height {
        let top = column * height
        columns[column].append(max(start - top, 0)..<min(end - top, height))
      }
    }
    return columns
  }

  private init(columns: [[Range<Int>]], height: Int) {
    var counts: [UInt32] = []
    var end = 0  // of the last run of ones
    for (column, runs) in columns.enumerated() {
      for run in runs {
        let start = column * height + run.lowerBound
        if start == end, !counts.isEmpty {
          counts[counts.count - 1] += UInt32(run.count)
        } else {
          counts += [UInt32(start - end), UInt32(run.count)]
        }
        end = start + run.count
      }
    }
    let pixels = columns.count * height
    if end < pixels || counts.isEmpty { counts.append(UInt32(pixels - end)) }
    self.init(height: height, width: columns.count, counts: counts)
  }
}
