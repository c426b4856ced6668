/// A picture in memory: 8-bit RGB, rows from the top, three bytes a pixel (`[height, width, 3]`).
public struct ImageBuffer: Sendable, Equatable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `height * width * 3` bytes; the byte of row y, column x, channel c lies at `(y * width + x) * 3 + c`.
  public var pixels: [UInt8]

  /// Takes over the bytes. Traps unless there are `height * width * 3` of them and both sides are positive.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
    precondition(pixels.count == width * height * 3, "\(pixels.count) bytes for \(width) x \(height) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour.
  public init(width: Int, height: Int, red: UInt8 = 0, green: UInt8 = 0, blue: UInt8 = 0) {
    var pixels = [UInt8](repeating: red, count: width * height * 3)
    if green != red || blue != red {
      for i in stride(from: 0, to: pixels.count, by: 3) {
        pixels[i + 1] = green
        pixels[i + 2] = blue
      }
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Red, green and blue of one pixel.
  public subscript(x: Int, y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    get {
      let at = (y * width + x) * 3
      return (pixels[at], pixels[at + 1], pixels[at + 2])
    }
    set {
      let at = (y * width + x) * 3
      pixels[at] = newValue.red
      pixels[at + 1] = newValue.green
      pixels[at + 2] = newValue.blue
    }
  }

  /// The part inside `area`, which must lie within the picture.
  public func cropped(to area: PixelArea) -> ImageBuffer {
    precondition(area.fits(width: width, height: height), "\(area) is not inside \(width) x \(height)")
    var out: [UInt8] = []
    out.reserveCapacity(area.width * area.height * 3)
    for y in area.y..<area.y + area.height {
      let start = (y * width + area.x) * 3
      out.append(contentsOf: pixels[start..<start + area.width * 3])
    }
    return ImageBuffer(width: area.width, height: area.height, pixels: out)
  }

  /// The mirror image, left and right exchanged.
  public func flipped() -> ImageBuffer {
    let out = [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, count in
      for y in 0..<height {
        var from = (y * width + width - 1) * 3
        var to = y * width * 3
        for _ in 0..<width {
          buffer[to] = pixels[from]
          buffer[to + 1] = pixels[from + 1]
          buffer[to + 2] = pixels[from + 2]
          from -= 3
          to += 3
        }
      }
      count = pixels.count
    }
    return ImageBuffer(width: width, height: height, pixels: out)
  }
}

/// A rectangle of whole pixels: left, top, width, height.
public struct PixelArea: Sendable, Equatable, CustomStringConvertible {
  /// First column.
  public var x: Int
  /// First row.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A rectangle from its left, top, width and height.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Whether the rectangle is not empty and lies inside a picture of this size.
  public func fits(width: Int, height: Int) -> Bool {
    x >= 0 && y >= 0 && self.width > 0 && self.height > 0 && x + self.width <= width
      && y + self.height <= height
  }

  /// `[x, y, width, height]`.
  public var description: String { "[\(x), \(y), \(width), \(height)]" }
}

/// A picture with straight (not premultiplied) alpha: four bytes a pixel (`[height, width, 4]`).
public struct AlphaImageBuffer: Sendable, Equatable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `height * width * 4` bytes: red, green, blue, alpha.
  public var pixels: [UInt8]

  /// Takes over the bytes. Traps unless there are `height * width * 4` of them and both sides are positive.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
    precondition(pixels.count == width * height * 4, "\(pixels.count) bytes for \(width) x \(height) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
