import Datasets
import Foundation

/// Small cut-outs drawn in code: a folder for each category, shapes of one colour with a clear rim around them.
enum DrawnStamps {
  /// Draws `count` cut-outs of each category; the shape goes by the category's position, the colour by the number.
  static func write(to folder: TestFolder, categories: [String], count: Int) throws {
    for (kind, category) in categories.enumerated() {
      for number in 0..<count {
        try folder.write("stamps/\(category)/\(number).png", shape(kind, number).png())
      }
    }
  }

  /// A disc, a ring, a bar, a triangle, … in a picture of 60 x 50.
  static func shape(_ kind: Int, _ number: Int) -> AlphaImageBuffer {
    let (width, height) = (60, 50)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = (Double(x) - 29.5, Double(y) - 24.5)
        let radius = (u * u + v * v).squareRoot()
        let inside =
          switch kind % 4 {
          case 0: radius < 20
          case 1: radius < 22 && radius > 12
          case 2: abs(u) < 26 && abs(v) < 7
          default: v < 18 && v > abs(u) * 1.5 - 18
          }
        // Invisible pixels are bright green, so that a fringe would show.
        let color: [UInt8] = [UInt8(200 - number * 10 % 200), 30, UInt8(40 + number * 20 % 200)]
        pixels += inside ? color + [255] : [0, 255, 0, 0]
      }
    }
    return AlphaImageBuffer(width: width, height: height, pixels: pixels)
  }
}
