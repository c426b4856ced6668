import Detection
import Foundation
import Testing

/// What `scripts/make-coco-goldens.py` had pycocotools say of masks, polygons and pairs of masks.
struct MaskGoldens: Decodable {
  struct Mask: Decodable {
    let size: [Int]
    let counts: String
    let area: Int
    let bbox: [Double]
    let rows: [String]?
    let polygons: [[Double]]?

    var height: Int { size[0] }
    var width: Int { size[1] }
    var box: Box { Box(x: bbox[0], y: bbox[1], width: bbox[2], height: bbox[3]) }
    var pixels: [UInt8] { (rows ?? []).flatMap { $0.utf8.map { $0 - 48 } } }
  }
  struct Pair: Decodable {
    let size: [Int]
    let first, second, union: String
    let iou, crowd: Double
  }
  let masks: [Mask]
  let polygons: [Mask]
  let pairs: [Pair]

  static func load() throws -> MaskGoldens {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Fixtures/coco-goldens/masks.json")
    return try JSONDecoder().decode(MaskGoldens.self, from: Data(contentsOf: file))
  }
}
