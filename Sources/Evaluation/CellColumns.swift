import Detection

/// Cells as named columns of plain values, for a file: what boxes and masks share, and the overlaps of each, whose names
/// begin with `bbox/` or `segm/`. `docs/STATISTICS.md` lists them.
public struct CellColumns: Hashable, Sendable {
  /// The name and version of this layout.
  public static let format = "imted-bench/match-cells/1"
  /// What a file of cells beside `metrics.json` is called.
  public static let fileName = "cells.h5"

  /// Columns of whole numbers.
  public var integers: [String: [Int64]]
  /// Columns of numbers.
  public var numbers: [String: [Double]]
  /// Columns of texts.
  public var texts: [String: [String]]

  /// Joins columns, as read from a file.
  public init(integers: [String: [Int64]], numbers: [String: [Double]], texts: [String: [String]]) {
    (self.integers, self.numbers, self.texts) = (integers, numbers, texts)
  }

  /// The columns of the cells of one evaluation by each measure, `bbox` or `segm`, at least one. All have the same
  /// pictures, objects and detections.
  public init(_ measures: [(name: String, cells: MatchCells)]) {
    guard let shared = measures.first?.cells else { fatalError("Columns were asked for of no cells.") }
    func integers<Row>(_ rows: [Row], _ value: (Row) -> Int) -> [Int64] { rows.map { Int64(value($0)) } }
    self.integers = [
      "max_detections": integers(shared.maxDetections) { $0 }, "image_id": integers(shared.imageIDs) { $0 },
      "category_id": integers(shared.categories, \.id), "category_scope": integers(shared.scopes, \.rawValue),
      "known_occlusions": [Int64(shared.knownOcclusions.rawValue)],
      "cell_category": integers(shared.cells, \.category), "cell_image": integers(shared.cells, \.image),
      "cell_objects": integers(shared.cells, \.objectCount),
      "cell_detections": integers(shared.cells, \.detectionCount), "object_id": integers(shared.objects, \.id),
      "object_crowd": integers(shared.objects) { $0.isCrowd ? 1 : 0 },
      "object_occlusions": integers(shared.objects, \.occlusions.rawValue),
    ]
    numbers = [
      "object_area": shared.objects.map(\.area), "object_visible": shared.objects.map { $0.visibleFraction ?? .nan },
      "detection_score": shared.detections.map(\.score), "detection_area": shared.detections.map(\.area),
    ]
    texts = ["category_name": shared.categories.map(\.name)]
    for (name, cells) in measures {
      guard cells.cells == shared.cells else { fatalError("Two measures of one evaluation have different cells.") }
      self.integers["\(name)/pair_detection"] = integers(cells.pairs, \.detection)
      self.integers["\(name)/pair_object"] = integers(cells.pairs, \.object)
      numbers["\(name)/pair_overlap"] = cells.pairs.map(\.overlap)
      self.integers["\(name)/rival_object"] = integers(cells.detections) { $0.rival ?? -1 }
      numbers["\(name)/rival_overlap"] = cells.detections.map(\.rivalOverlap)
    }
  }

  /// The measures whose overlaps there are, in the order of their names.
  public var measures: [String] {
    ["bbox", "segm"].filter { integers["\($0)/pair_detection"] != nil }
  }
}

extension MatchCells {
  /// The cells with the overlaps of one measure, `bbox` or `segm`. Columns that are missing, of different lengths or out
  /// of order are a `CellFlaw`.
  public init(_ columns: CellColumns, measure: String) throws(CellFlaw) {
    let ids = try columns.ints("category_id")
    guard let names = columns.texts["category_name"], names.count == ids.count else {
      throw CellFlaw(
        "category_name", found: columns.texts["category_name"].map { "\($0.count) rows" } ?? "no such column",
        expected: "\(ids.count) names")
    }
    self.init(
      imageIDs: try columns.ints("image_id"), categories: zip(ids, names).map { Category(id: $0, name: $1) },
      scopes: try columns.ints("category_scope", count: ids.count).map { (value) throws(CellFlaw) in
        guard let scope = Scope(rawValue: value) else {
          throw CellFlaw("category_scope", found: "\(value)", expected: "0, 1, 2 or 3")
        }
        return scope
      }, knownOcclusions: Occlusions(rawValue: try columns.ints("known_occlusions", count: 1)[0]),
      maxDetections: try columns.ints("max_detections"))
    let inCategory = try columns.ints("cell_category")
    let (images, counts) = (
      try columns.ints("cell_image", count: inCategory.count), try columns.ints("cell_objects", count: inCategory.count)
    )
    let found = try columns.ints("cell_detections", count: inCategory.count)
    cells = inCategory.indices.map {
      Cell(category: inCategory[$0], image: images[$0], objectCount: counts[$0], detectionCount: found[$0])
    }
    let objectIDs = try columns.ints("object_id")
    let areas = try columns.doubles("object_area", count: objectIDs.count)
    let visible = try columns.doubles("object_visible", count: objectIDs.count)
    let crowds = try columns.ints("object_crowd", count: objectIDs.count)
    let occlusions = try columns.ints("object_occlusions", count: objectIDs.count)
    objects = objectIDs.indices.map {
      Object(
        id: objectIDs[$0], area: areas[$0], isCrowd: crowds[$0] != 0,
        visibleFraction: visible[$0].isNaN ? nil : visible[$0], occlusions: Occlusions(rawValue: occlusions[$0]))
    }
    try readDetections(columns, measure)
    if let flaw { throw flaw }
  }

  private mutating func readDetections(_ columns: CellColumns, _ measure: String) throws(CellFlaw) {
    let scores = try columns.doubles("detection_score")
    let areas = try columns.doubles("detection_area", count: scores.count)
    let rivals = try columns.ints("\(measure)/rival_object", count: scores.count)
    let rivalOverlaps = try columns.doubles("\(measure)/rival_overlap", count: scores.count)
    detections = scores.indices.map {
      Candidate(
        score: scores[$0], area: areas[$0], rival: rivals[$0] == -1 ? nil : rivals[$0], rivalOverlap: rivalOverlaps[$0])
    }
    let left = try columns.ints("\(measure)/pair_detection")
    let right = try columns.ints("\(measure)/pair_object", count: left.count)
    let overlaps = try columns.doubles("\(measure)/pair_overlap", count: left.count)
    pairs = left.indices.map { Pair(detection: left[$0], object: right[$0], overlap: overlaps[$0]) }
  }
}

extension CellColumns {
  fileprivate func ints(_ name: String, count: Int? = nil) throws(CellFlaw) -> [Int] {
    let values = try CellColumns.column(integers[name], name, count)
    return values.map { Int($0) }
  }

  fileprivate func doubles(_ name: String, count: Int? = nil) throws(CellFlaw) -> [Double] {
    try CellColumns.column(numbers[name], name, count)
  }

  private static func column<Value>(_ values: [Value]?, _ name: String, _ count: Int?) throws(CellFlaw) -> [Value] {
    guard let values else { throw CellFlaw(name, found: "no such column", expected: "one of its type") }
    guard count == nil || values.count == count else {
      throw CellFlaw(name, found: "\(values.count) rows", expected: "\(count ?? 0)")
    }
    return values
  }
}
