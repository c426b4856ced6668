import StrictJSON

/// A cut-out ready to be drawn at any size: trimmed to what can be seen, premultiplied (so that no colour of invisible
/// pixels bleeds into edges), and halved again and again by averaging.
struct StampImage: Sendable {
  /// One size: `height * width` pixels, colour times alpha in 0...255, alpha in 0...1.
  struct Level: Sendable {
    let width: Int
    let height: Int
    /// What the object itself takes up of them: halving an odd side leaves half a pixel of nothing.
    let extent: SIMD2<Double>
    let pixels: [SIMD4<Float>]
  }

  /// From large to small.
  let levels: [Level]

  /// Width over height.
  var aspect: Double { levels[0].extent.x / levels[0].extent.y }

  /// Prepares a picture. Levels more than twice as large as `largestSide`, the largest it will be drawn, are dropped.
  /// Nil if no pixel is as good as opaque.
  init?(_ image: AlphaImageBuffer, largestSide: Int) {
    guard var level = Self.trimmed(image) else { return nil }
    while max(level.width, level.height) >= 4 * largestSide { level = Self.halved(level) }
    var levels = [level]
    while max(level.width, level.height) > 8 {
      level = Self.halved(level)
      levels.append(level)
    }
    self.levels = levels
  }

  private static func trimmed(_ image: AlphaImageBuffer) -> Level? {
    var (left, right, top, bottom) = (image.width, -1, image.height, -1)
    var isSolid = false
    for y in 0..<image.height {
      for x in 0..<image.width {
        let alpha = image.pixels[(y * image.width + x) * 4 + 3]
        isSolid = isSolid || alpha >= 128
        guard alpha >= 16 else { continue }
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = y
      }
    }
    guard isSolid else { return nil }
    let (width, height) = (right - left + 1, bottom - top + 1)
    var pixels: [SIMD4<Float>] = []
    pixels.reserveCapacity(width * height)
    for y in top...bottom {
      for x in left...right {
        let at = (y * image.width + x) * 4
        let alpha = Float(image.pixels[at + 3]) / 255
        let color = SIMD4(
          Float(image.pixels[at]), Float(image.pixels[at + 1]), Float(image.pixels[at + 2]), 1)
        pixels.append(color * alpha)
      }
    }
    return Level(
      width: width, height: height, extent: SIMD2(Double(width), Double(height)), pixels: pixels)
  }

  /// Half the size, every pixel the mean of four; beside an odd last row or column there is nothing.
  private static func halved(_ level: Level) -> Level {
    let (width, height) = ((level.width + 1) / 2, (level.height + 1) / 2)
    var pixels = [SIMD4<Float>](repeating: .zero, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        var sum = SIMD4<Float>.zero
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)]
        where 2 * x + dx < level.width && 2 * y + dy < level.height {
          sum += level.pixels[(2 * y + dy) * level.width + 2 * x + dx]
        }
        pixels[y * width + x] = sum / 4
      }
    }
    return Level(width: width, height: height, extent: level.extent / 2, pixels: pixels)
  }
}

/// How a cut-out is drawn.
struct StampPose: Sendable {
  /// Length of its longer side before turning, in pixels of the picture.
  var side: Double
  /// Whether left and right are exchanged.
  var isFlipped = false
  /// Turn in radians.
  var angle = 0.0
}

/// A cut-out drawn at its final size, not yet placed.
struct Sprite: Sendable {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  /// Premultiplied colour in 0...255 and alpha in 0...1.
  var pixels: [SIMD4<Float>]

  /// Draws a cut-out: every pixel is the mean of 2 x 2 bilinear samples from the level that is at most twice as
  /// large, which together weigh what the pixel covers.
  init(_ stamp: StampImage, pose: StampPose) {
    let level = stamp.levels.last { $0.extent.max() >= pose.side } ?? stamp.levels[0]
    let drawn = (level.extent * (pose.side / level.extent.max())).clamped(
      lowerBound: .one, upperBound: SIMD2(repeating: .greatestFiniteMagnitude))
    let (cosine, sine) = (Self.cosine(pose.angle), Self.sine(pose.angle))
    width = max(1, Int((abs(drawn.x * cosine) + abs(drawn.y * sine)).rounded(.up)))
    height = max(1, Int((abs(drawn.x * sine) + abs(drawn.y * cosine)).rounded(.up)))
    // From a place in the sprite back into the level, as an affine map.
    let perX = Float(level.extent.x / drawn.x) * (pose.isFlipped ? -1 : 1)
    let perY = Float(level.extent.y / drawn.y)
    let (c, s) = (Float(cosine), Float(sine))
    let centre = (x: Float(width) / 2, y: Float(height) / 2)
    let middle = (x: Float(level.extent.x / 2 - 0.5), y: Float(level.extent.y / 2 - 0.5))
    let (columns, rows) = (level.width, level.height)
    let (ownWidth, ownHeight) = (width, height)
    pixels = level.pixels.withUnsafeBufferPointer { source in
      [SIMD4<Float>](unsafeUninitializedCapacity: ownWidth * ownHeight) { out, count in
        for y in 0..<ownHeight {
          for x in 0..<ownWidth {
            var sum = SIMD4<Float>.zero
            for part in 0..<4 {
              let px = Float(x) + (part & 1 == 0 ? 0.25 : 0.75) - centre.x
              let py = Float(y) + (part & 2 == 0 ? 0.25 : 0.75) - centre.y
              let u = (px * c + py * s) * perX + middle.x
              let v = (py * c - px * s) * perY + middle.y
              let (left, top) = (u.rounded(.down), v.rounded(.down))
              guard left >= -1, top >= -1, left < Float(columns), top < Float(rows) else { continue }
              let (i, j) = (Int(left), Int(top))
              let (fx, fy) = (u - left, v - top)
              let a = i >= 0 && j >= 0 ? source[j * columns + i] : .zero
              let b = i + 1 < columns && j >= 0 ? source[j * columns + i + 1] : .zero
              let d = i >= 0 && j + 1 < rows ? source[(j + 1) * columns + i] : .zero
              let e = i + 1 < columns && j + 1 < rows ? source[(j + 1) * columns + i + 1] : .zero
              let upper = a + (b - a) * fx
              sum += upper + (d + (e - d) * fx - upper) * fy
            }
            out[y * ownWidth + x] = sum / 4
          }
        }
        count = ownWidth * ownHeight
      }
    }
  }

  /// Whether the pixel belongs to the object: alpha, rounded to 8 bits, of 128 or more.
  static func isSolid(_ pixel: SIMD4<Float>) -> Bool { pixel.w * 255 + 0.5 >= 128 }

  /// Changes contrast about the sprite's own mean and then brightness.
  mutating func adjust(brightness: Float, contrast: Float) {
    var sum = SIMD4<Float>.zero
    for pixel in pixels { sum += pixel }
    guard sum.w > 0 else { return }
    let mean = (sum.x + sum.y + sum.z) / (3 * sum.w)
    for at in pixels.indices {
      let alpha = pixels[at].w
      let shift = SIMD4<Float>(repeating: mean * alpha)
      var pixel = ((pixels[at] - shift) * contrast + shift) * brightness
      pixel.clamp(lowerBound: .zero, upperBound: SIMD4(repeating: 255 * alpha))
      pixel.w = alpha
      pixels[at] = pixel
    }
  }

  // Series rather than the C library's functions, whose last bit differs between machines and so could move a pixel.
  private static func sine(_ x: Double) -> Double {
    let s = x * x
    return x * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110)))))
  }

  private static func cosine(_ x: Double) -> Double {
    let s = x * x
    return 1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56 * (1 - s / 90))))
  }
}
