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

  var testDescription: String { name }

  static let names = [
    "ties", "crowds", "sparse", "sizes", "many-detections", "bits", "id-zero", "visibility",
  ]

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
    expected = (try read("expected.json") as [String: [Expected]])["subsets"] ?? []
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/coco-goldens")

  var evaluation: COCOEvaluation {
    COCOEvaluation(
      images: truth.images.map(\.id), categories: truth.categories.map { Category(id: $0.id, name: $0.name) },
      annotations: truth.annotations.map(\.annotation), detections: detections)
  }
}

/// A ground truth file as JSON has it.
struct Truth: Decodable {
  struct Image: Decodable {
    let id: Int
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
    var annotation: Annotation {
      Annotation(
        id: id, imageID: imageId, categoryID: categoryId, box: box(bbox), area: area, isCrowd: iscrowd == 1,
        visibleFraction: visibleFraction)
    }
  }
  struct Result: Decodable {
    let imageId, categoryId: Int
    let bbox: [Double]
    let score: Double
    var detection: Detection {
      Detection(imageID: imageId, categoryID: categoryId, box: box(bbox), score: score)
    }
  }
  let images: [Image]
  let categories: [Class]
  let annotations: [Object]
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
