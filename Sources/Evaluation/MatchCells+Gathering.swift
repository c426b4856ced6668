public import Detection

extension MatchCells {
  /// Takes the cells of an evaluation, and looks for each detection's rival among the objects of other categories.
  ///
  /// - Parameters:
  ///   - evaluation: The evaluation.
  ///   - annotations: The objects that it was made of.
  ///   - detections: The detections that it was made of.
  ///   - rivals: Ids of the categories whose objects can be rivals; nil for all.
  public init(
    of evaluation: COCOEvaluation, annotations: [Annotation], detections: [Detection], rivals: Set<Int>? = nil
  ) {
    self.init(
      imageIDs: evaluation.imageIDs, categories: evaluation.categories, maxDetections: evaluation.maxDetections)
    var sources: (objects: [Int], detections: [Int]) = ([], [])
    for (category, gathered) in evaluation.cells.enumerated() {
      for cell in gathered.cells { append(cell, of: gathered, category: category) }
      sources.objects += gathered.objects.map(\.source)
      sources.detections += gathered.candidates.map(\.source)
    }
    guard sources.objects.allSatisfy(annotations.indices.contains),
      sources.detections.allSatisfy(detections.indices.contains)
    else { fatalError("The cells of an evaluation were asked for with other objects or detections than its own.") }
    findRivals(
      objects: sources.objects.map { annotations[$0] }, candidates: sources.detections.map { detections[$0] },
      measure: evaluation.measure, among: rivals)
  }

  private mutating func append(_ cell: CategoryCells.Cell, of gathered: CategoryCells, category: Int) {
    let (firstObject, firstDetection) = (objects.count, detections.count)
    cells.append(
      Cell(
        category: category, image: cell.image, objectCount: cell.objects.count, detectionCount: cell.detections.count))
    for index in cell.objects {
      let object = gathered.objects[index]
      objects.append(
        Object(
          id: object.id, area: object.area, isCrowd: object.isCrowd, visibleFraction: object.visibleFraction))
    }
    for (row, index) in cell.detections.enumerated() {
      let candidate = gathered.candidates[index]
      detections.append(Candidate(score: candidate.score, area: candidate.area))
      for column in 0..<cell.objects.count {
        let overlap = gathered.overlaps[cell.overlaps + row * cell.objects.count + column]
        if overlap < MatchCells.minimumOverlap { continue }
        pairs.append(Pair(detection: firstDetection + row, object: firstObject + column, overlap: overlap))
      }
    }
  }

  /// Lays every detection over the objects of other categories on its picture.
  private mutating func findRivals(
    objects: [Annotation], candidates: [Detection], measure: OverlapMeasure, among ids: Set<Int>?
  ) {
    var shown = [[Int]](repeating: [], count: imageIDs.count)
    var (object, detection) = (0, 0)
    for cell in cells {
      if ids?.contains(categories[cell.category].id) ?? true {
        shown[cell.image] += (object..<(object + cell.objectCount)).filter { !objects[$0].isCrowd }
      }
      object += cell.objectCount
    }
    var masks: [Int: MaskRuns] = [:]  // looked up, never iterated
    for cell in cells {
      let category = categories[cell.category].id
      let others = shown[cell.image].filter { objects[$0].categoryID != category }
      for index in detection..<(detection + cell.detectionCount) {
        let own = measure == .mask && !others.isEmpty ? MaskRuns(candidates[index].measuredMask) : nil
        for other in others {
          let overlap: Double
          if let own {
            let runs = masks[other] ?? MaskRuns(objects[other].measuredMask)
            masks[other] = runs
            overlap = own.iou(runs, crowd: false)
          } else {
            overlap = candidates[index].box.iou(objects[other].box)
          }
          guard overlap >= MatchCells.minimumOverlap, overlap > detections[index].rivalOverlap else { continue }
          (detections[index].rival, detections[index].rivalOverlap) = (other, overlap)
        }
      }
      detection += cell.detectionCount
    }
  }
}
