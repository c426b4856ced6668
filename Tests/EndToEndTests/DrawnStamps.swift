import Datasets
import Foundation

/// A folder of cut-outs drawn in code, made once: a subfolder for each category of the smoke experiments, shapes of one
/// colour with a clear rim around them.
enum DrawnStamps {
  private static let categories = ["bird", "fruit", "flower", "fish"]
  private static let shared = Result {
    let scratch = try Scratch()
    for (kind, category) in categories.enumerated() {
      for number in 0..<12 { try scratch.write("\(category)/\(number).png", shape(kind, number).png()) }
    }
    return scratch
  }

  static func folder() throws -> String { try shared.get().path }

  /// A disc, a ring, a bar or a triangle in a picture of 40 x 32.
  static func shape(_ kind: Int, _ number: Int) -> AlphaImageBuffer {
    let (width, height) = (40, 32)
    let color: [UInt8] = [UInt8(220 - number * 15), UInt8(40 + 50 * kind), UInt8(30 + number * 17), 255]
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = (Double(x) - 19.5, Double(y) - 15.5)
        let radius = (u * u + v * v).squareRoot()
        let isInside =
          switch kind {
          case 0: radius < 13
          case 1: radius < 14 && radius > 7
          case 2: abs(u) < 17 && abs(v) < 5
          default: v < 12 && v > abs(u) * 1.5 - 12
          }
        pixels += isInside ? color : [0, 0, 0, 0]
      }
    }
    return AlphaImageBuffer(width: width, height: height, pixels: pixels)
  }
}
