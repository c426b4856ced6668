/// Which detections of one category found an object of one area range and visible band, at each IoU threshold.
struct CategoryMatches {
  /// How many objects count, the ignored ones left out.
  private(set) var objectCount = 0
  /// Per candidate, a bit per IoU threshold: it found an object.
  private(set) var matched: [UInt16]
  /// Per candidate, a bit per IoU threshold: it is neither a true nor a false positive.
  private(set) var ignored: [UInt16]

  /// Matches all pictures for the objects of a subset in an area range.
  init(_ category: CategoryCells, area: AreaRange, subset: EvaluationSubset) {
    self.init(category, area: area, isIgnored: category.objects.map { !area.contains($0.area) || !subset.counts($0) })
  }

  /// Matches all pictures, given which objects are ignored.
  init(_ category: CategoryCells, area: AreaRange, isIgnored: [Bool]) {
    objectCount = isIgnored.count { !$0 }
    matched = [UInt16](repeating: 0, count: category.candidates.count)
    ignored = matched
    for cell in category.cells { match(category, cell, area: area, isIgnored: isIgnored) }
  }

  /// Matches one picture, whatever it was before.
  mutating func match(
    _ category: CategoryCells, _ cell: CategoryCells.Cell, area: AreaRange, isIgnored: [Bool]
  ) {
    for index in cell.detections { (matched[index], ignored[index]) = (0, 0) }
    // Ignored objects are tried last, each kind in file order.
    let order = cell.objects.filter { !isIgnored[$0] } + cell.objects.filter { isIgnored[$0] }
    if !order.isEmpty {
      for (bit, threshold) in COCOThresholds.iou.enumerated() {
        match(category, cell, order, isIgnored, threshold, UInt16(1) << UInt16(bit))
      }
    }
    for index in cell.detections where !area.contains(category.candidates[index].area) {
      ignored[index] |= ~matched[index]
    }
  }

  /// Takes another's outcome for the detections of one picture.
  mutating func copy(_ cell: CategoryCells.Cell, from other: CategoryMatches) {
    for index in cell.detections { (matched[index], ignored[index]) = (other.matched[index], other.ignored[index]) }
  }

  /// Lets the detections of one picture, by falling score, each take the object that it overlaps most.
  private mutating func match(
    _ category: CategoryCells, _ cell: CategoryCells.Cell, _ order: [Int], _ isIgnored: [Bool],
    _ threshold: Double, _ bit: UInt16
  ) {
    CategoryMatches.forEachTaken(category, cell, order, isIgnored, threshold) { detection, object in
      if isIgnored[object] { ignored[detection] |= bit }
      if category.objects[object].countsAsMatch { matched[detection] |= bit }
    }
  }

  /// Tells which detection of a picture takes which object.
  ///
  /// - Parameter order: The picture's objects, the ignored ones last.
  @inline(__always)
  static func forEachTaken(
    _ category: CategoryCells, _ cell: CategoryCells.Cell, _ order: [Int], _ isIgnored: [Bool], _ threshold: Double,
    _ body: (_ detection: Int, _ object: Int) -> Void
  ) {
    let columns = cell.objects.count
    var isTaken = [Bool](repeating: false, count: columns)
    for detection in cell.detections {
      let row = cell.overlaps + (detection - cell.detections.lowerBound) * columns
      var best = min(threshold, 1 - 1e-10)
      var found: Int?
      for object in order {
        let column = object - cell.objects.lowerBound
        if isTaken[column], !category.objects[object].isCrowd { continue }
        if let found, !isIgnored[found], isIgnored[object] { break }
        let overlap = category.overlaps[row + column]
        if overlap < best { continue }  // so of equal overlaps the later object wins
        best = overlap
        found = object
      }
      guard let found else { continue }
      isTaken[found - cell.objects.lowerBound] = true
      body(detection, found)
    }
  }
}
