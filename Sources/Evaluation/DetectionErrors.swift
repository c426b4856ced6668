/// What is wrong with each detection that found nothing, and which objects were missed, at IoU 0.5: the kinds of errors
/// of TIDE (Bolya, Foley, Hays and Hoffman, ECCV 2020, section 2.2).
///
/// A detection that found no object is told by its largest overlap with an object of its own category and of any other.
/// Where two kinds fit, the first of this order is taken: Loc (own from 0.1 to below 0.5), Cls (other from 0.5), Dupe (own
/// from 0.5, so that someone else has it), Bkg (both below 0.1), Both (other from 0.1 to below 0.5). Crowds play no part.
/// An object that no detection found is a Miss, unless fixing a Loc or Cls error would find it.
struct DetectionErrors {
  /// What became of a detection.
  enum Outcome {
    case hit
    /// It lies in a crowd, and counts neither way.
    case ignored
    case error(ErrorBreakdown.Kind)
  }

  /// One entry a detection of the cells.
  private(set) var outcomes: [Outcome]
  /// For each detection with a Loc or Cls error, the object that it would find were the error fixed: not found by
  /// another, and not claimed by an error of this kind with a higher score.
  private(set) var found: [Int?]
  /// For each object whether it is a Miss.
  private(set) var isMissed: [Bool]
  let categoryCount: Int
  /// The category of each detection and object, as places.
  private(set) var categoryOfDetection: [Int] = []
  private(set) var categoryOfObject: [Int] = []

  static let (background, match) = (MatchCells.minimumOverlap, COCOThresholds.iou[0])

  /// Looks at the categories of these places alone.
  init(_ cells: MatchCells, categories: Set<Int>) {
    outcomes = [Outcome](repeating: .ignored, count: cells.detections.count)
    found = [Int?](repeating: nil, count: cells.detections.count)
    isMissed = [Bool](repeating: false, count: cells.objects.count)
    categoryCount = cells.categories.count
    for cell in cells.cells {
      categoryOfObject += [Int](repeating: cell.category, count: cell.objectCount)
      categoryOfDetection += [Int](repeating: cell.category, count: cell.detectionCount)
    }
    let taken = match(cells)
    var own = [(object: Int?, overlap: Double)](repeating: (nil, 0), count: cells.detections.count)
    for pair in cells.pairs where !cells.objects[pair.object].isCrowd && pair.overlap > own[pair.detection].overlap {
      own[pair.detection] = (pair.object, pair.overlap)
    }
    var isTaken = [Bool](repeating: false, count: cells.objects.count)
    for (detection, object) in taken.enumerated() {
      guard categories.contains(categoryOfDetection[detection]) else { continue }
      if let object {
        isTaken[object] = true
        if cells.objects[object].isCrowd { continue }
        outcomes[detection] = cells.objects[object].id != 0 ? .hit : .error(.duplicate)
      } else {
        let kind = Self.kind(own: own[detection].overlap, other: cells.detections[detection].rivalOverlap)
        outcomes[detection] = .error(kind)
      }
    }
    settleClaims(cells, own.map(\.object), isTaken, categories)
  }

  private static func kind(own: Double, other: Double) -> ErrorBreakdown.Kind {
    if own >= background && own < match { return .localization }
    if other >= match { return .classification }
    if own >= match { return .duplicate }
    return other < background ? .background : .both
  }

  /// The object that each detection takes at IoU 0.5.
  private func match(_ cells: MatchCells) -> [Int?] {
    var taken = [Int?](repeating: nil, count: cells.detections.count)
    var (firstObject, firstDetection) = (0, 0)
    for category in cells.byCategory() {
      let isIgnored = category.objects.map(\.isCrowd)
      for cell in category.cells {
        let order = cell.objects.filter { !isIgnored[$0] } + cell.objects.filter { isIgnored[$0] }
        CategoryMatches.forEachTaken(category, cell, order, isIgnored, Self.match) { detection, object in
          taken[firstDetection + detection] = firstObject + object
        }
      }
      firstObject += category.objects.count
      firstDetection += category.candidates.count
    }
    return taken
  }

  /// Gives each object that was not found to the error of a kind with the highest score, and tells the missed ones.
  private mutating func settleClaims(
    _ cells: MatchCells, _ own: [Int?], _ isTaken: [Bool], _ categories: Set<Int>
  ) {
    var isReachable = isTaken
    var claimed: [ErrorBreakdown.Kind: [Bool]] = [:]  // looked up, never iterated
    for detection in CategoryCells.fallingOrder(cells.detections.map(\.score)) {
      guard case .error(let kind) = outcomes[detection] else { continue }
      let target: Int?
      switch kind {
      case .localization: target = own[detection]
      case .classification: target = cells.detections[detection].rival
      default: continue
      }
      guard let target, categories.contains(categoryOfObject[target]) else { continue }
      isReachable[target] = true
      guard !isTaken[target], claimed[kind]?[target] != true else { continue }
      claimed[kind, default: [Bool](repeating: false, count: cells.objects.count)][target] = true
      found[detection] = target
    }
    for object in cells.objects.indices where categories.contains(categoryOfObject[object]) {
      isMissed[object] = !cells.objects[object].isCrowd && !isReachable[object]
    }
  }
}
