import Detection

/// What became of the detections and objects of an evaluation at one IoU threshold: the evaluator's own matches, for
/// pictures of them.
public struct MatchOutcomes: Hashable, Sendable {
  /// What became of a detection.
  public enum Verdict: Hashable, Sendable {
    /// It found an object that counts.
    case truePositive
    /// It found none.
    case falsePositive
    /// It found an object that does not count, as a crowd; it is neither.
    case ignored
  }

  /// A detection that was looked at.
  public struct Found: Hashable, Sendable {
    /// Its place among the detections that were given to the evaluation, or that its cells hold.
    public var detection: Int
    /// The id of its picture.
    public var imageID: Int
    /// Its score.
    public var score: Double
    /// What became of it.
    public var verdict: Verdict
    /// Place of the object that it took among those given, or in the cells; nil where it took none.
    public var object: Int?
    /// IoU with that object, or for a crowd the share of the detection inside it; 0 without one.
    public var overlap: Double
  }

  /// An object that counts and that no detection found.
  public struct Missed: Hashable, Sendable {
    /// Its place among the objects that were given to the evaluation, or that its cells hold.
    public var object: Int
    /// The id of its picture.
    public var imageID: Int
  }

  /// The detections, by category, then by picture, then by falling score.
  public internal(set) var found: [Found] = []
  /// The objects that were missed, by category, then by picture, then in file order.
  public internal(set) var missed: [Missed] = []
}

extension COCOEvaluation {
  /// The outcomes for one subset of the objects.
  ///
  /// Detections below a score can take no object from one above, so leaving them out afterwards is what the evaluator
  /// would find without them.
  ///
  /// - Parameters:
  ///   - subset: The objects that count. Categories outside it are not looked at.
  ///   - iou: The least overlap of a match, above 0; COCO's AP takes 0.5 to 0.95.
  ///   - minimumScore: Detections below it are left out.
  public func outcomes(
    _ subset: EvaluationSubset = .all, iou: Double = 0.5, minimumScore: Double = 0
  ) -> MatchOutcomes {
    guard iou > 0, iou <= 1 else { fatalError("Detections cannot be matched at an IoU of \(iou).") }
    var outcomes = MatchOutcomes()
    for (category, gathered) in zip(categories, cells) where subset.categoryIDs?.contains(category.id) ?? true {
      let isIgnored = gathered.objects.map { !subset.counts($0) }
      for cell in gathered.cells {
        outcomes.add(gathered, cell, isIgnored, iou, minimumScore, imageID: imageIDs[cell.image])
      }
    }
    return outcomes
  }
}

extension MatchOutcomes {
  fileprivate mutating func add(
    _ category: CategoryCells, _ cell: CategoryCells.Cell, _ isIgnored: [Bool], _ iou: Double, _ minimumScore: Double,
    imageID: Int
  ) {
    let order = cell.objects.filter { !isIgnored[$0] } + cell.objects.filter { isIgnored[$0] }
    var taken: [Int: Int] = [:]  // looked up, never iterated
    CategoryMatches.forEachTaken(category, cell, order, isIgnored, iou) { taken[$0] = $1 }
    var isFound = Set<Int>()
    for index in cell.detections where category.candidates[index].score >= minimumScore {
      let candidate = category.candidates[index]
      let object = taken[index]
      var verdict = Verdict.falsePositive
      if let object {
        if isIgnored[object] {
          verdict = .ignored
        } else if category.objects[object].countsAsMatch {
          verdict = .truePositive
          isFound.insert(object)
        }
      }
      let row = cell.overlaps + (index - cell.detections.lowerBound) * cell.objects.count
      found.append(
        Found(
          detection: candidate.source, imageID: imageID, score: candidate.score, verdict: verdict,
          object: object.map { category.objects[$0].source },
          overlap: object.map { category.overlaps[row + $0 - cell.objects.lowerBound] } ?? 0))
    }
    for object in cell.objects where !isIgnored[object] && !isFound.contains(object) {
      missed.append(Missed(object: category.objects[object].source, imageID: imageID))
    }
  }
}
