import Detection

/// All objects and detections of one category, gathered picture by picture, with their overlaps.
///
/// Pictures come in rising order of id, objects in file order, detections by falling score; this is the order that
/// COCO's evaluator resolves ties in.
struct CategoryCells {
  /// One picture's part of the arrays below. Pictures with neither object nor detection have none.
  struct Cell {
    let objects: Range<Int>
    let detections: Range<Int>
    /// Where the cell's overlaps start: one row per detection, one column per object.
    let overlaps: Int
  }

  /// What matching asks of an object.
  struct Object {
    let area: Double
    let isCrowd: Bool
    let visibleFraction: Double?
    let id: Int

    /// COCO's evaluator stores matches by annotation id with 0 for "none": a detection matched to the object with id 0
    /// takes it, and yet counts as unmatched.
    var countsAsMatch: Bool { id != 0 }
  }

  /// What matching and accumulation ask of a detection.
  struct Candidate {
    let area: Double
    let score: Double
    /// Its place among the picture's detections of this category.
    let rank: Int
  }

  private(set) var cells: [Cell] = []
  private(set) var objects: [Object] = []
  private(set) var candidates: [Candidate] = []
  private(set) var overlaps: [Double] = []
  /// Indices of all candidates by falling score; ties in the order of `candidates`.
  private(set) var fallingOrder: [Int] = []

  /// Adds one picture.
  ///
  /// - Parameters:
  ///   - annotations: Its objects of this category, in file order.
  ///   - detections: Its detections of this category, in file order.
  ///   - limit: How many detections, by falling score, are looked at.
  ///   - measure: What overlaps are measured between.
  mutating func append(
    annotations: [Annotation], detections: [Detection], limit: Int, measure: OverlapMeasure
  ) {
    let order = CategoryCells.fallingOrder(detections.map(\.score)).prefix(limit)
    let cell = Cell(
      objects: objects.count..<(objects.count + annotations.count),
      detections: candidates.count..<(candidates.count + order.count), overlaps: overlaps.count)
    cells.append(cell)
    for annotation in annotations {
      objects.append(
        Object(
          area: annotation.area, isCrowd: annotation.isCrowd, visibleFraction: annotation.visibleFraction,
          id: annotation.id))
    }
    for (rank, index) in order.enumerated() {
      candidates.append(Candidate(area: detections[index].area, score: detections[index].score, rank: rank))
    }
    switch measure {
    case .box:
      for index in order {
        let box = detections[index].box
        for annotation in annotations {
          overlaps.append(annotation.isCrowd ? box.share(inCrowd: annotation.box) : box.iou(annotation.box))
        }
      }
    case .mask:
      if annotations.isEmpty { return }
      let truths = annotations.map { MaskRuns($0.measuredMask) }
      for index in order {
        let runs = MaskRuns(detections[index].measuredMask)
        for (truth, annotation) in zip(truths, annotations) {
          overlaps.append(runs.iou(truth, crowd: annotation.isCrowd))
        }
      }
    }
  }

  /// Puts all candidates into order once every picture is added.
  mutating func seal() {
    fallingOrder = CategoryCells.fallingOrder(candidates.map(\.score))
  }

  /// Indices by falling score, ties by index, NaN last.
  private static func fallingOrder(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { a, b in
      let (first, second) = (scores[a], scores[b])
      if first > second || (second.isNaN && !first.isNaN) { return true }
      if first == second || (first.isNaN && second.isNaN) { return a < b }
      return false
    }
  }
}
