import Detection

/// All objects and detections of one category, gathered picture by picture, with their overlaps.
///
/// Pictures come in rising order of id, objects in file order, detections by falling score; this is the order that
/// COCO's evaluator resolves ties in.
struct CategoryCells {
  /// One picture's part of the arrays below. Pictures with neither object nor detection have none.
  struct Cell {
    /// Its place among the evaluated pictures, by rising id.
    let image: Int
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
    /// Its place among the annotations that were given, or among the objects of stored cells.
    var source = 0

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
    /// Its place among the detections that were given, or among those of stored cells.
    var source = 0
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
  ///   - image: Its place among the evaluated pictures.
  ///   - annotations: All annotations.
  ///   - objects: Which of them are its objects of this category, in file order.
  ///   - detections: All detections.
  ///   - found: Which of them are its detections of this category, in file order.
  ///   - limit: How many detections, by falling score, are looked at.
  ///   - measure: What overlaps are measured between.
  mutating func append(
    image: Int, annotations all: [Annotation], objects places: ArraySlice<Int>, detections everything: [Detection],
    found: ArraySlice<Int>, limit: Int, measure: OverlapMeasure
  ) {
    let annotations = places.map { all[$0] }
    let detections = found.map { everything[$0] }
    let order = CategoryCells.fallingOrder(detections.map(\.score)).prefix(limit)
    let cell = Cell(
      image: image, objects: objects.count..<(objects.count + annotations.count),
      detections: candidates.count..<(candidates.count + order.count), overlaps: overlaps.count)
    cells.append(cell)
    for (annotation, place) in zip(annotations, places) {
      objects.append(
        Object(
          area: annotation.area, isCrowd: annotation.isCrowd, visibleFraction: annotation.visibleFraction,
          id: annotation.id, source: place))
    }
    for (rank, index) in order.enumerated() {
      candidates.append(
        Candidate(
          area: detections[index].area, score: detections[index].score, rank: rank,
          source: found[found.startIndex + index]))
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

  /// Adds one picture whose detections are in order and whose overlaps are known.
  ///
  /// - Parameter overlaps: One row per detection, one column per object.
  mutating func append(image: Int, objects: [Object], candidates: [Candidate], overlaps: [Double]) {
    cells.append(
      Cell(
        image: image, objects: self.objects.count..<(self.objects.count + objects.count),
        detections: self.candidates.count..<(self.candidates.count + candidates.count),
        overlaps: self.overlaps.count))
    self.objects += objects
    self.candidates += candidates
    self.overlaps += overlaps
  }

  /// Puts all candidates into order once every picture is added.
  mutating func seal() {
    fallingOrder = CategoryCells.fallingOrder(candidates.map(\.score))
  }

  /// Indices by falling score, ties by index, NaN last.
  static func fallingOrder(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { a, b in
      let (first, second) = (scores[a], scores[b])
      if first > second || (second.isNaN && !first.isNaN) { return true }
      if first == second || (first.isNaN && second.isNaN) { return a < b }
      return false
    }
  }
}
