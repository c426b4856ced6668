public import Detection

/// A detection's mask as a head gives it: on a grid over the detection's box, whatever the box's size.
public struct MaskGrid: Sendable, Equatable {
  /// Cells along a side.
  public let size: Int
  /// How sure the head is that a cell is the object's, row by row, 0...1.
  public let probabilities: [Float]

  /// A mask of `size` x `size` cells.
  public init(size: Int, probabilities: [Float]) {
    guard size > 0, probabilities.count == size * size else {
      fatalError("a mask of \(size) x \(size) cells with \(probabilities.count) values")
    }
    (self.size, self.probabilities) = (size, probabilities)
  }

  /// The mask in a picture of `width` x `height` pixels: on where the probability at a pixel's middle is at least
  /// `threshold`.
  ///
  /// Between the middles of cells the probability is bilinear, beyond the outermost ones it falls to 0 within a cell, as
  /// with the grid sampling of mmdetection's and Detectron2's paste. No picture-sized buffer is made: the pixels become
  /// run lengths one by one. A box without area gives a mask without pixels.
  public func pasted(in box: Box, width: Int, height: Int, threshold: Float = 0.5) -> RLE {
    let corners = Corners(box)
    let columns = Taps(from: corners.x, to: corners.z, cells: size, pixels: width)
    let rows = Taps(from: corners.y, to: corners.w, cells: size, pixels: height)
    var runs = RunWriter()
    var line = [Float](repeating: 0, count: size + 2)  // a column of cells, with a 0 before and after
    for (column, across) in zip(columns.range, columns.taps) {
      for row in 0..<size { line[row + 1] = across.blend(of: probabilities, from: row * size, size) }
      let start = column * height
      runs.set(false, from: start)
      for (row, down) in zip(rows.range, rows.taps) {
        let value = line[down.low + 1] * (1 - down.share) + line[down.low + 2] * down.share
        runs.set(value >= threshold, from: start + row)
      }
      runs.set(false, from: start + rows.range.upperBound)
    }
    return runs.mask(height: height, width: width)
  }

  /// Where pixels fall between cells along one direction.
  private struct Taps {
    /// A place between the middles of the cells `low` and `low + 1`, of which the second counts with `share`.
    struct Tap {
      var low: Int
      var share: Float

      /// The value there of a row of cells; off the grid is 0.
      func blend(of cells: [Float], from start: Int, _ count: Int) -> Float {
        let before = low >= 0 ? cells[start + low] : 0
        let after = low + 1 < count ? cells[start + low + 1] : 0
        return before * (1 - share) + after * share
      }
    }

    /// The pixels that the grid reaches.
    let range: Range<Int>
    /// One for each of them.
    let taps: [Tap]

    init(from start: Float, to end: Float, cells: Int, pixels: Int) {
      var (first, taps): (Int, [Tap]) = (0, [])
      if end > start {
        for pixel in 0..<pixels {
          let place = (Float(pixel) + 0.5 - start) / (end - start) * Float(cells) - 0.5
          guard place > -1, place < Float(cells) else { continue }
          if taps.isEmpty { first = pixel }
          taps.append(Tap(low: Int(place.rounded(.down)), share: place - place.rounded(.down)))
        }
      }
      range = first..<first + taps.count
      self.taps = taps
    }
  }

  /// Builds run lengths from switches at rising positions.
  private struct RunWriter {
    private var counts: [UInt32] = []
    private var last = 0
    private var isOn = false

    /// Everything from `position` on is on or off, until the next call.
    mutating func set(_ value: Bool, from position: Int) {
      guard value != isOn else { return }
      isOn = value
      if position == last, let run = counts.popLast() {  // the run before goes on
        last -= Int(run)
      } else {
        counts.append(UInt32(position - last))
        last = position
      }
    }

    mutating func mask(height: Int, width: Int) -> RLE {
      let pixels = height * width
      if last < pixels || counts.isEmpty { counts.append(UInt32(pixels - last)) }
      return RLE(height: height, width: width, counts: counts)
    }
  }
}
