import Datasets
import Detection
import Evaluation
import FeatureStore
import Pipeline
import Spec
import StrictJSON
import Testing

/// The stage `evaluate` on small COCO folders with masks, some objects of which are hidden.
@Suite("EvaluateStage", .serialized) struct EvaluateStageTests {
  private let scratch: Scratch
  private let data: SmallData

  /// Object 1 is whole, 2 is occluded, 3 is separated, and so on in turn. Each is found by box and, but for every
  /// second object, by mask.
  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    let plain = try data.load("test")
    let annotations = plain.annotations.map { object in
      var object = object
      object.mask = Self.mask(object.box, isCut: object.id % 3 == 0)
      object.visibleFraction = object.id % 3 == 1 ? 1 : 0.6
      return object
    }
    try data.save(
      COCODataset(images: plain.images, categories: plain.categories, annotations: annotations), "test")
    let detections = annotations.map { object in
      Detection(
        imageID: object.imageID, categoryID: object.categoryID, box: object.box, score: 0.9,
        mask: object.id % 2 == 0 ? Self.mask(Box(x: 0, y: 0, width: 2, height: 2), isCut: false) : object.mask)
    }
    try COCODetections(detections).write(to: try scratch.write("found/detections.json", "".utf8))
    #expect(try data.imported().status == 0)
  }

  /// The pixels of a box, without its middle column if cut.
  private static func mask(_ box: Box, isCut: Bool) -> RLE {
    let side = SmallData.side
    let pixels = (0..<side * side).map { index -> UInt8 in
      let (x, y) = (Double(index % side), Double(index / side))
      let isInside = x >= box.x1 && x < box.x2 && y >= box.y1 && y < box.y2
      return isInside && !(isCut && x == box.x1 + 5) ? 1 : 0
    }
    return RLE(mask: pixels, height: side, width: side)
  }

  private struct Row: Equatable {
    let value: Double?
    let n: Int
  }

  private func measure(_ config: EvaluateConfig, resources: [(String, String)] = []) throws -> [String: Row] {
    let run = try WorkerRun(
      .evaluate, config.json, inputs: [("data", scratch("import-data")), ("detections", scratch("found"))],
      resources: data.resources + resources, in: scratch)
    #expect(run.status == 0, "\(run.error)")
    var rows: [String: Row] = [:]
    for node in try JSONDocument(file: run.output + "/metrics.json").root.object().required("metrics").array() {
      let row = try node.object()
      let words = [try row.required("iou_type"), try row.required("name"), try row.required("subset")]
      let name = try words.map { try $0.string() }.joined(separator: " ")
      let value = try row.required("value")
      #expect(rows[name] == nil, "\(name) twice")
      rows[name] = Row(value: value.isNull ? nil : try value.double(), n: try row.required("n").int())
    }
    return rows
  }

  private func config(_ subsets: [Subset], _ change: (inout EvaluateConfig) -> Void = { _ in }) -> EvaluateConfig {
    var config = EvaluateConfig(task: .detection, split: .test, subsets: subsets, labelSpace: .all)
    change(&config)
    return config
  }

  @Test func boxesAndMasksHaveRowsOfTheirOwn() throws {
    let subsets = [
      Subset(scope: .all), Subset(scope: .all, occlusion: .occluded), .init(scope: .all, occlusion: .separated),
    ]
    let rows = try measure(config(subsets) { $0.iouTypes = [.bbox, .segm] })
    #expect(rows.count == 2 * (3 * 12 + 2))
    #expect(rows["bbox AR100 all"] == Row(value: 1, n: 9))
    let byMask = try #require(rows["segm AR100 all"]?.value)
    #expect(byMask > 0.3 && byMask < 0.8)
    // Objects 2, 5, 8 are occluded and 3, 6, 9 separated; those with even numbers are not found by mask.
    #expect(rows["bbox BoxRecall occluded"] == Row(value: 1, n: 3))
    #expect(rows["segm MaskRecall occluded"] == Row(value: 1.0 / 3, n: 3))
    #expect(rows["segm MaskRecall separated"] == Row(value: 2.0 / 3, n: 3))
    #expect(rows["segm AP separated"]?.n == 3)
  }

  @Test func aListSaysWhichObjectsAreMeant() throws {
    let list = OcclusionList([
      .init(id: 1, image: "0.png", category: "bird"), .init(id: 2, image: "1.png", category: "fish"),
    ])
    try list.write(to: scratch("list.json"))
    let wanted = config([Subset(scope: .all, occlusion: .occluded), Subset(scope: .novel, occlusion: .occluded)]) {
      $0.occlusionLists = [(.occluded, Digest(of: "list"))]
    }
    let rows = try measure(wanted, resources: [("occlusion.occluded", scratch("list.json"))])
    #expect(rows["bbox BoxRecall occluded"] == Row(value: 1, n: 2))
    #expect(rows["bbox BoxRecall novel occluded"] == Row(value: 1, n: 1))
    #expect(rows["bbox AR100 occluded"] == Row(value: 1, n: 2))
  }

  @Test func bandsAndVOCAddToWhatThereIs() throws {
    let rows = try measure(
      config([Subset(scope: .all)]) {
        $0.visibleCurve = VisibleCurveSpec(edges: [0, 0.5, 1])
        $0.voc = true
      })
    #expect(rows.count == 12 + 2 * 6 + 2)
    #expect(rows["bbox AP visible[0,0.5)"] == Row(value: nil, n: 0))
    #expect(rows["bbox AR100 visible[0.5,1]"] == Row(value: 1, n: 9))
    #expect(rows["bbox VOC50 all"] == Row(value: 1, n: 9))
  }

  @Test func itsCellsGiveTheSameNumbers() throws {
    let bands = [0.0, 0.7].map { Subset(scope: .all, visible: .init(lower: $0, upper: 1, includesUpper: true)) }
    let scopes = [Subset.Scope.all, .base, .novel].map { Subset(scope: $0) }
    let kinds = [Subset(scope: .base, occlusion: .occluded), Subset(scope: .all, occlusion: .separated)]
    let rows = try measure(config(scopes + bands + kinds) { $0.iouTypes = [.bbox, .segm] })
    let stored = try ColumnFile(path: scratch("evaluate/cells.h5"), format: CellColumns.format)
    #expect(stored.provenance.split == "test")
    let columns = CellColumns(integers: stored.integers, numbers: stored.numbers, texts: stored.texts)
    #expect(columns.measures == ["bbox", "segm"])
    for type in columns.measures {
      let cells = try MatchCells(columns, measure: type)
      #expect(cells.knownOcclusions == [.occluded, .separated])
      #expect(cells.categories.map(\.name) == ["fish", "ant", "bird"])
      #expect(cells.scopes == [.novel, .base, .base])
      let evaluation = COCOEvaluation(cells, measure: type == "segm" ? .mask : .box)
      for subset in scopes + bands + kinds {
        let summary = evaluation.run(asked(subset, of: cells))
        for metric in summary.metrics {
          #expect(
            rows["\(type) \(metric.name) \(subset.name)"] == Row(value: metric.value, n: metric.n),
            "\(type) \(metric.name) \(subset.name)")
        }
      }
    }
  }

  /// A subset as cells tell it.
  private func asked(_ subset: Subset, of cells: MatchCells) -> EvaluationSubset {
    let scopes: [MatchCells.Scope] =
      switch subset.scope {
      case .all: [.base, .novel]
      case .base: [.base]
      case .novel: [.novel]
      }
    let ids = zip(cells.categories, cells.scopes).filter { scopes.contains($0.1) }.map(\.0.id)
    let kind: MatchCells.Occlusions? = subset.occlusion.map { $0 == .occluded ? .occluded : .separated }
    return EvaluationSubset(
      name: subset.name, categoryIDs: Set(ids), visible: subset.visible.map { VisibleBand($0.lower...$0.upper) },
      annotationIDs: kind.map { kind in Set(cells.objects.filter { $0.occlusions.contains(kind) }.map(\.id)) })
  }

  @Test func itsCellsNameOnlyTheKindsOfOcclusionThatItSaw() throws {
    _ = try measure(config([Subset(scope: .all)]))
    let stored = try ColumnFile(path: scratch("evaluate/cells.h5"), format: CellColumns.format)
    #expect(stored.integers["known_occlusions"] == [0])
    #expect(stored.integers["segm/pair_object"] == nil)
  }

  @Test func detectionsWithoutMasksAreRefusedByMask() throws {
    let detections = try COCODetections(file: scratch("found/detections.json"), for: data.load("test")).detections
    let boxes = detections.map {
      Detection(imageID: $0.imageID, categoryID: $0.categoryID, box: $0.box, score: $0.score)
    }
    try COCODetections(boxes).write(to: scratch("found/detections.json"))
    let run = try WorkerRun(
      .evaluate, config([Subset(scope: .all)]) { $0.iouTypes = [.segm] }.json,
      inputs: [("data", scratch("import-data")), ("detections", scratch("found"))], resources: data.resources,
      in: scratch)
    #expect(run.status == 65)
    #expect(run.error.contains("without segmentation"))
  }
}
