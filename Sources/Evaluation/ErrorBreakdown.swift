import Detection

/// How much AP at IoU 0.5 is lost to each kind of error: the gain if an oracle fixed all errors of that kind and no others
/// (TIDE, Bolya et al., ECCV 2020). Gains do not add up to what is missing to 1, since errors hide each other.
///
/// An oracle lets a Loc error find its object, and moves a Cls error to the category of its object; if that object is found
/// by another detection or claimed by such an error of higher score, the detection goes. Both, Dupe and Bkg errors go. A
/// Miss need not be found. Two more oracles take away all false positives, and all need to find what was not found.
public struct ErrorBreakdown: Hashable, Sendable {
  /// A kind of error, by the names that TIDE prints.
  public enum Kind: String, CaseIterable, Sendable, Hashable {
    /// On an object of another category.
    case classification = "Cls"
    /// On an object of its category, but badly placed.
    case localization = "Loc"
    /// Badly placed on an object of another category.
    case both = "Both"
    /// On an object that a better detection found.
    case duplicate = "Dupe"
    /// On nothing.
    case background = "Bkg"
    /// An object that nothing points at.
    case miss = "Miss"
  }

  /// One kind's part.
  public struct Part: Hashable, Sendable {
    /// `Cls`, `Loc`, `Both`, `Dupe`, `Bkg`, `Miss`, `FalsePos` or `FalseNeg`.
    public let name: String
    /// What AP50 gains by the oracle, 0...1; nil where AP50 has no value.
    public let gain: Double?
    /// How many such errors there are among the categories asked for.
    public let count: Int
  }

  /// AP at IoU 0.5, 0...1, as COCO has it; nil where no object counts.
  public let ap50: Double?
  /// The six kinds, then all false positives and all false negatives.
  public let parts: [Part]

  /// The part of this name.
  public subscript(name: String) -> Part? { parts.first { $0.name == name } }

  /// Breaks the errors of stored cells down.
  ///
  /// - Parameters:
  ///   - cells: The cells.
  ///   - categoryIDs: The categories whose AP is told, and whose errors are counted; nil for all evaluated ones.
  ///     Detections and objects of the other evaluated categories still are what a detection may be confused with.
  public init(_ cells: MatchCells, categoryIDs: Set<Int>? = nil) {
    let evaluated = cells.categories.indices.filter { cells.scopes[$0] != .outside }
    let told = evaluated.filter { categoryIDs?.contains(cells.categories[$0].id) ?? true }
    let errors = DetectionErrors(cells, categories: Set(evaluated))
    let curve = OracleCurve(cells, errors, categories: told)
    let all = curve.objectCounts
    let before = curve.ap50(needed: all) { errors.verdict($0) }
    let counts = errors.counts(in: Set(told))
    func part(_ name: String, _ count: Int, _ after: Double?) -> Part {
      Part(name: name, gain: before.flatMap { before in after.map { $0 - before } }, count: count)
    }
    ap50 = before
    var parts: [Part] = []
    for kind in Kind.allCases where kind != .miss {
      parts.append(
        part(kind.rawValue, counts[kind] ?? 0, curve.ap50(needed: all) { errors.verdict($0, fixing: kind) }))
    }
    let missed = errors.missed
    parts.append(
      part(
        Kind.miss.rawValue, told.reduce(0) { $0 + missed[$1] },
        curve.ap50(needed: zip(all, missed).map { $0 - $1 }) { errors.verdict($0) }))
    let hits = errors.hits
    let positives = Kind.allCases.reduce(0) { $0 + (counts[$1] ?? 0) }
    parts.append(
      part(
        "FalsePos", positives,
        curve.ap50(needed: all) { detection in
          if case .hit = errors.outcomes[detection] { return errors.verdict(detection) }
          return .gone
        }))
    parts.append(
      part(
        "FalseNeg", told.reduce(0) { $0 + all[$1] - hits[$1] }, curve.ap50(needed: hits) { errors.verdict($0) }))
    self.parts = parts
  }
}

extension DetectionErrors {
  /// What becomes of a detection when all errors of a kind are fixed; nil for as it is.
  fileprivate func verdict(_ detection: Int, fixing kind: ErrorBreakdown.Kind? = nil) -> OracleCurve.Verdict {
    switch outcomes[detection] {
    case .hit: .hit(categoryOfDetection[detection])
    case .ignored: .gone
    case .error(let own) where own == kind: found[detection].map { .hit(categoryOfObject[$0]) } ?? .gone
    case .error: .miss
    }
  }

  /// How many errors of each kind detections of these categories have.
  fileprivate func counts(in categories: Set<Int>) -> [ErrorBreakdown.Kind: Int] {
    var counts: [ErrorBreakdown.Kind: Int] = [:]
    for (outcome, category) in zip(outcomes, categoryOfDetection) where categories.contains(category) {
      if case .error(let kind) = outcome { counts[kind, default: 0] += 1 }
    }
    return counts
  }

  /// How many objects of each category were found.
  fileprivate var hits: [Int] {
    var hits = [Int](repeating: 0, count: categoryCount)
    for (outcome, category) in zip(outcomes, categoryOfDetection) {
      if case .hit = outcome { hits[category] += 1 }
    }
    return hits
  }

  /// How many objects of each category were missed.
  fileprivate var missed: [Int] {
    var counts = [Int](repeating: 0, count: categoryCount)
    for (isMissed, category) in zip(isMissed, categoryOfObject) where isMissed { counts[category] += 1 }
    return counts
  }
}
