import Detection
import Models
import NN
import Statistics
import Torch

extension ModelShape {
  /// A detector that trains in seconds: 32 x 32 pixels, 4 x 4 patches.
  static let test = ModelShape(
    imageSize: 32, patchSize: 8, encoder: EncoderShape(width: 24, depth: 2, heads: 2),
    decoder: DecoderShape(width: 16, depth: 1, heads: 2), pyramidChannels: 8, roiSize: 3, fcWidth: 32)
}

/// Pictures of one bright rectangle each on a dark ground, whose colour channel is its class.
struct Rectangles {
  let images: Tensor
  let boxes: [Box]
  let labels: [Int]

  init(count: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "rectangles")
    var (pixels, boxes, labels): ([Float], [Box], [Int]) = ([], [], [])
    for _ in 0..<count {
      let (x, y) = (stream.integer(in: 0..<16), stream.integer(in: 0..<16))
      let (width, height) = (stream.integer(in: 10..<17), stream.integer(in: 10..<17))
      let label = stream.integer(in: 0..<3)
      for channel in 0..<3 {
        for row in 0..<32 {
          for column in 0..<32 {
            let isInside = (x..<x + width).contains(column) && (y..<y + height).contains(row)
            pixels.append(isInside && channel == label ? 2 : -0.5)
          }
        }
      }
      boxes.append(Box(x: Double(x), y: Double(y), width: Double(width), height: Double(height)))
      labels.append(label)
    }
    images = Tensor(pixels, shape: [count, 3, 32, 32])
    self.boxes = boxes
    self.labels = labels
  }

  var targets: [DetectionTarget] {
    zip(boxes, labels).map { DetectionTarget(boxes: [$0], labels: [$1]) }
  }

  /// The upper left triangle of each rectangle, as a mask: half of the box's pixels.
  var triangles: [RLE] {
    boxes.map { box in
      let pixels = (0..<32 * 32).map { place -> UInt8 in
        let (x, y) = (Double(place % 32) + 0.5 - box.x, Double(place / 32) + 0.5 - box.y)
        return x > 0 && y > 0 && x / box.width + y / box.height < 1 ? 1 : 0
      }
      return RLE(mask: pixels, height: 32, width: 32)
    }
  }

  /// The targets with masks that only half fill their boxes.
  var maskedTargets: [DetectionTarget] {
    zip(targets, triangles).map { DetectionTarget(boxes: $0.boxes, labels: $0.labels, masks: [$1]) }
  }
}

/// Whether a box is within a picture of 32 x 32 pixels.
func isInside(_ box: Box) -> Bool {
  box.x1 >= 0 && box.y1 >= 0 && box.x2 <= 32.0001 && box.y2 <= 32.0001 && box.width >= 0 && box.height >= 0
}
