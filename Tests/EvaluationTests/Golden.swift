import Detection
import Evaluation
import Foundation
import Testing

/// One case that `scripts/make-coco-goldens.py` drew, with what pycocotools makes of it.
struct Golden: CustomTestStringConvertible {
  let name: String
  let truth: Truth
  let detections: [Detection]
  let expected: [Expected]
  /// What pycocotools says of masks; empty for cases without.
  let expectedOfMasks: [Expected]

  var testDescription: String { name }

  static let names = [
    "ties", "crowds", "sparse", "sizes", "many-detections", "bits", "id-zero", "visibility", "masks", "masks-and-boxes",
    "masks-many",
  ]
  static let maskNames = ["masks", "masks-and-boxes", "masks-many"]

  init(named name: String, under root: URL = Golden.root) throws {
    let folder = root.appending(path: name)
    func read<Value: Decodable>(_ file: String) throws -> Value {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Value.self, from: Data(contentsOf: folder.appending(path: file)))
    }
    self.name = name
    truth = try read("GT.json")
    detections = (try read("DT.json") as [Truth.Result]).map(\.detection)
    let lists = try read("expected.json") as [String: [Expected]]
    (expected, expectedOfMasks) = (lists["subsets"] ?? [], lists["segm"] ?? [])
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/coco-goldens")

  var images: [Int] { truth.images.map(\.id) }
  var categories: [Category] { truth.categories.map { Category(id: $0.id, name: $0.name) } }
  var annotations: [Annotation] {
    let sizes = Dictionary(uniqueKeysWithValues: truth.images.map { ($0.id, $0) })
    return truth.annotations.map { $0.annotation(in: sizes[$0.imageId]) }
  }
  var evaluation: COCOEvaluation { evaluation(of: .box) }

  func evaluation(of measure: OverlapMeasure) -> COCOEvaluation {
    COCOEvaluation(
      images: images, categories: categories, annotations: annotations, detections: detections, measure: measure)
  }
}

/// A ground truth file as JSON has it.
struct Truth: Decodable {
  struct Image: Decodable {
    let id, width, height: Int
  }
  struct Class: Decodable {
    let id: Int
    let name: String
  }
  struct Object: Decodable {
    let id, imageId, categoryId, iscrowd: Int
    let bbox: [Double]
    let area: Double
    let visibleFraction: Double?
    let segmentation: Segmentation?
    func annotation(in image: Image?) -> Annotation {
      Annotation(
        id: id, imageID: imageId, categoryID: categoryId, box: box(bbox), area: area, isCrowd: iscrowd == 1,
        mask: image.flatMap { segmentation?.mask(height: $0.height, width: $0.width) },
        visibleFraction: visibleFraction)
    }
  }
  struct Result: Decodable {
    let imageId, categoryId: Int
    let bbox: [Double]?
    let score: Double
    let segmentation: Segmentation?
    var detection: Detection {
      let mask = segmentation?.mask(height: 0, width: 0)
      return Detection(
        imageID: imageId, categoryID: categoryId,
        box: bbox.map(box) ?? mask?.boundingBox ?? Box(x: 0, y: 0, width: 0, height: 0), score: score, mask: mask,
        ownArea: bbox == nil ? mask.map { Double($0.area) } : nil)
    }
  }
  let images: [Image]
  let categories: [Class]
  let annotations: [Object]
}

/// A mask in any of COCO's three forms.
enum Segmentation: Decodable {
  case polygons([[Double]])
  case runs(size: [Int], counts: [UInt32])
  case compressed(size: [Int], counts: String)

  private enum Key: CodingKey {
    case size, counts
  }

  init(from decoder: any Decoder) throws {
    if let polygons = try? decoder.singleValueContainer().decode([[Double]].self) {
      self = .polygons(polygons)
      return
    }
    let members = try decoder.container(keyedBy: Key.self)
    let size = try members.decode([Int].self, forKey: .size)
    if let text = try? members.decode(String.self, forKey: .counts) {
      self = .compressed(size: size, counts: text)
    } else {
      self = .runs(size: size, counts: try members.decode([UInt32].self, forKey: .counts))
    }
  }

  /// The mask; polygons take the size given.
  func mask(height: Int, width: Int) -> RLE? {
    switch self {
    case .polygons(let polygons): RLE(polygons: polygons, height: height, width: width)
    case .runs(let size, let counts): RLE(checking: counts, height: size[0], width: size[1])
    case .compressed(let size, let text): RLE(compressed: text, height: size[0], width: size[1])
    }
  }
}

/// What pycocotools says of one subset.
struct Expected: Decodable {
  struct ClassScore: Decodable {
    let category: Int
    let ap: Double?
    let n: Int
  }
  struct Band: Decodable {
    let band: VisibleBand
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      let (lower, upper) = (try list.decode(Double.self), try list.decode(Double.self))
      band = try list.decode(Bool.self) ? VisibleBand(lower...upper) : VisibleBand(lower..<upper)
    }
  }
  let name: String
  let categories: [Int]
  let visible: Band?
  let stats: [Double?]
  let perClass: [ClassScore]

  var subset: EvaluationSubset {
    EvaluationSubset(name: name, categoryIDs: Set(categories), visible: visible?.band)
  }
}

private func box(_ xywh: [Double]) -> Box {
  Box(x: xywh[0], y: xywh[1], width: xywh[2], height: xywh[3])
}
