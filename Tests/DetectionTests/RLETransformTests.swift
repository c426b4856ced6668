import Detection
import Testing

/// Masks moved as runs are the masks moved as pixels.
@Suite("RLE transforms") struct RLETransformTests {
  private static let sizes = [(1, 1), (3, 5), (7, 4), (10, 10), (1, 6)]

  /// A mask with runs that end inside columns, fill them and pass from one to the next.
  private func mask(_ height: Int, _ width: Int, _ seed: Int) -> [UInt8] {
    (0..<height * width).map { UInt8(($0 * $0 * 7 + $0 / 3 + seed) % 5 < 3 ? 1 : 0) }
  }

  private func expect(_ rle: RLE, _ height: Int, _ width: Int, _ pixel: (_ x: Int, _ y: Int) -> UInt8) {
    let pixels = (0..<height).flatMap { y in (0..<width).map { pixel($0, y) } }
    #expect(rle == RLE(mask: pixels, height: height, width: width))
  }

  @Test(arguments: 0..<5) func equalThoseOfPixels(_ seed: Int) {
    for (height, width) in Self.sizes {
      for pixels in [mask(height, width, seed), [UInt8](repeating: UInt8(seed % 2), count: height * width)] {
        let rle = RLE(mask: pixels, height: height, width: width)
        expect(rle.flipped(), height, width) { x, y in pixels[y * width + width - 1 - x] }
        for (newHeight, newWidth) in [(height, width), (2 * height, 3 * width), (1, 1), (4, 9), (6, 3)] {
          expect(rle.resized(height: newHeight, width: newWidth), newHeight, newWidth) { x, y in
            pixels[(2 * y + 1) * height / (2 * newHeight) * width + (2 * x + 1) * width / (2 * newWidth)]
          }
        }
        let (x, y) = (width / 3, height / 2)
        expect(rle.cropped(x: x, y: y, width: width - x, height: height - y), height - y, width - x) {
          pixels[($1 + y) * width + $0 + x]
        }
      }
    }
  }
}
