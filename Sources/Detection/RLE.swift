/// A binary mask as run lengths, in COCO's layout: the pixels are read down the columns, left to right, and `counts`
/// holds the lengths of the runs, zeros first (so the first is 0 when the top left pixel is set).
public struct RLE: Hashable, Sendable {
  /// Rows of the mask.
  public let height: Int
  /// Columns of the mask.
  public let width: Int
  /// Run lengths, zeros and ones in turn, `height * width` in all.
  public let counts: [UInt32]

  /// A mask from run lengths that are known to cover it; for those of a file there is `init?(checking:height:width:)`.
  public init(height: Int, width: Int, counts: [UInt32]) {
    guard RLE.covers(counts, height, width) else {
      fatalError("The run lengths of a mask do not sum to its \(height) x \(width) pixels.")
    }
    self.height = height
    self.width = width
    self.counts = counts
  }

  /// A mask from run lengths of unknown origin; nil where they do not sum to `height * width`.
  public init?(checking counts: [UInt32], height: Int, width: Int) {
    guard RLE.covers(counts, height, width) else { return nil }
    self.height = height
    self.width = width
    self.counts = counts
  }

  /// A mask from its pixels.
  ///
  /// - Parameters:
  ///   - mask: The pixels row by row, `[height, width]`; 0 is off, anything else on.
  ///   - height: Rows.
  ///   - width: Columns.
  public init(mask: [UInt8], height: Int, width: Int) {
    guard height >= 0, width >= 0, mask.count == height * width else {
      fatalError("A mask of \(height) x \(width) pixels was given \(mask.count) values.")
    }
    var counts: [UInt32] = []
    var run: UInt32 = 0
    var isOn = false
    for column in 0..<width {
      for row in 0..<height {
        if (mask[row * width + column] != 0) != isOn {
          counts.append(run)
          run = 0
          isOn.toggle()
        }
        run += 1
      }
    }
    counts.append(run)
    self.height = height
    self.width = width
    self.counts = counts
  }

  /// The pixels row by row, `[height, width]`, 0 or 1.
  public func mask() -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: height * width)
    forEachRun { start, end in
      for position in start..<end {
        pixels[position % height * width + position / height] = 1
      }
    }
    return pixels
  }

  /// Calls `body` with the half-open range of column-major positions of each run of ones, in order, empty runs left out.
  func forEachRun(_ body: (_ start: Int, _ end: Int) -> Void) {
    var position = 0
    var isOn = false
    for count in counts {
      let end = position + Int(count)
      if isOn, count > 0 { body(position, end) }
      position = end
      isOn.toggle()
    }
  }

  private static func covers(_ counts: [UInt32], _ height: Int, _ width: Int) -> Bool {
    guard height >= 0, width >= 0 else { return false }
    let (pixels, overflow) = height.multipliedReportingOverflow(by: width)
    guard !overflow, pixels <= Int(UInt32.max) else { return false }
    return counts.reduce(0) { $0 + Int($1) } == pixels
  }
}
