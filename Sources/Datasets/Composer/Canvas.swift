/// A square of colour being painted: `side * side` pixels, red, green, blue in 0...255.
struct Canvas {
  let side: Int
  var pixels: [SIMD4<Float>]

  init(side: Int, color: SIMD4<Float>) {
    self.side = side
    pixels = Array(repeating: color, count: side * side)
  }

  /// Lays a sprite over it, its top left corner at (x, y), cut at the edges.
  mutating func draw(_ sprite: Sprite, x: Int, y: Int) {
    for row in max(0, -y)..<max(0, -y, min(sprite.height, side - y)) {
      for column in max(0, -x)..<max(0, -x, min(sprite.width, side - x)) {
        let pixel = sprite.pixels[row * sprite.width + column]
        let at = (y + row) * side + x + column
        pixels[at] = pixel + pixels[at] * (1 - pixel.w)
      }
    }
  }

  /// The canvas as 8-bit RGB, rounded.
  func image() -> ImageBuffer {
    let bytes = [UInt8](unsafeUninitializedCapacity: side * side * 3) { out, count in
      for (at, pixel) in pixels.enumerated() {
        let rounded = (pixel + 0.5).clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
        out[at * 3] = UInt8(rounded.x)
        out[at * 3 + 1] = UInt8(rounded.y)
        out[at * 3 + 2] = UInt8(rounded.z)
      }
      count = side * side * 3
    }
    return ImageBuffer(width: side, height: side, pixels: bytes)
  }
}
