/// Greedy non-maximum suppression.
///
/// Boxes are visited by falling score; each one kept suppresses the later ones whose IoU with it is *greater* than the
/// threshold (torchvision's rule). Boxes of equal score are visited in the order given, and a NaN score comes last.
public enum NMS {
  /// Indices of the boxes kept, by falling score.
  ///
  /// - Parameters:
  ///   - boxes: The boxes.
  ///   - scores: One score per box.
  ///   - iouThreshold: The greatest IoU that two kept boxes may have, 0...1.
  public static func keep(boxes: [Box], scores: [Float], iouThreshold: Double) -> [Int] {
    suppress(boxes, order: fallingOrder(scores, count: boxes.count), groups: nil, iouThreshold)
  }

  /// As `keep(boxes:scores:iouThreshold:)`, but a box suppresses only boxes of its own group (a class, or a level of a
  /// feature pyramid).
  ///
  /// - Parameter groups: One group number per box; any integers.
  /// - Returns: Indices of the boxes kept, of all groups together, by falling score.
  public static func keep(
    boxes: [Box], scores: [Float], groups: [Int], iouThreshold: Double
  ) -> [Int] {
    guard groups.count == boxes.count else {
      fatalError("NMS was given \(boxes.count) boxes but \(groups.count) groups.")
    }
    return suppress(boxes, order: fallingOrder(scores, count: boxes.count), groups: groups, iouThreshold)
  }

  private static func fallingOrder(_ scores: [Float], count: Int) -> [Int] {
    guard scores.count == count else {
      fatalError("NMS was given \(count) boxes but \(scores.count) scores.")
    }
    return scores.indices.sorted { a, b in
      let (first, second) = (scores[a], scores[b])
      if first > second || (second.isNaN && !first.isNaN) { return true }
      if first == second || (first.isNaN && second.isNaN) { return a < b }
      return false
    }
  }

  private static func suppress(_ boxes: [Box], order: [Int], groups: [Int]?, _ threshold: Double) -> [Int] {
    var kept: [Int] = []
    var members: [Int: [Box]] = [:]  // boxes kept so far, by group; looked up, never iterated
    for index in order {
      let box = boxes[index]
      let group = groups?[index] ?? 0
      let isSuppressed = members[group]?.contains { $0.iou(box) > threshold } ?? false
      if isSuppressed { continue }
      kept.append(index)
      members[group, default: []].append(box)
    }
    return kept
  }
}
