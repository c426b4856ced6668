import Detection
import Statistics

/// Objects and detections of about the shape of COCO val2017 with a good detector's results, drawn from a seed.
struct SyntheticSet {
  let images: [Int]
  let categories: [Category]
  private(set) var annotations: [Annotation] = []

  /// Draws pictures with objects of sizes and visible fractions that vary.
  init(pictures: Int, categories count: Int, seed: UInt64) {
    images = Array(1...pictures)
    categories = (1...count).map { Category(id: $0, name: "category \($0)") }
    var stream = RandomStream(seed: seed, name: "synthetic objects")
    for image in images {
      let kinds = (0..<3).map { _ in stream.integer(in: 1..<(count + 1)) }
      for _ in 0..<stream.integer(in: 1..<14) {
        let side = 12 * 16.0.power(stream.uniform())
        let box = Box(
          x: 600 * stream.uniform(), y: 440 * stream.uniform(), width: side * stream.uniform(in: 0.6...1.6),
          height: side * stream.uniform(in: 0.6...1.6))
        annotations.append(
          Annotation(
            id: annotations.count + 1, imageID: image, categoryID: kinds[stream.integer(in: 0..<3)], box: box,
            area: 0.7 * box.area, isCrowd: stream.uniform() < 0.01, visibleFraction: stream.uniform()))
      }
    }
  }

  /// What a detector makes of it: most objects found, placed more or less well, and as many claims of nothing.
  func detections(seed: UInt64) -> [Detection] {
    var stream = RandomStream(seed: seed, name: "synthetic detections")
    var detections: [Detection] = []
    for one in annotations {
      if stream.uniform() < 0.75 {
        let shift = 0.25 * stream.uniform() * stream.uniform()
        let box = Box(
          x: one.box.x + shift * one.box.width, y: one.box.y - shift * one.box.height,
          width: one.box.width * (1 + shift), height: one.box.height)
        detections.append(
          Detection(
            imageID: one.imageID, categoryID: one.categoryID, box: box,
            score: 0.05 + 0.95 * stream.uniform().squareRoot()))
      }
      if stream.uniform() < 0.25 {
        let box = Box(
          x: 600 * stream.uniform(), y: 440 * stream.uniform(), width: one.box.width, height: one.box.height)
        detections.append(
          Detection(
            imageID: one.imageID, categoryID: one.categoryID, box: box, score: 0.05 + 0.5 * stream.uniform()))
      }
    }
    return detections
  }
}

extension Double {
  /// This number to the power of one of 0...1, by repeated roots; enough for drawing sizes.
  fileprivate func power(_ exponent: Double) -> Double {
    var (result, root, rest) = (1.0, self.squareRoot(), exponent)
    for _ in 0..<20 {
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
      root = root.squareRoot()
    }
    return result
  }
}
