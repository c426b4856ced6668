import Detection

/// Why something is not a whole set of cells.
public struct CellFlaw: Error, Hashable, Sendable {
  /// The column that is at fault.
  public let column: String
  /// What is there, worded to follow "found".
  public let found: String
  /// What should be there, worded to follow "expected".
  public let expected: String

  init(_ column: String, found: String, expected: String) {
    (self.column, self.found, self.expected) = (column, found, expected)
  }
}

extension MatchCells {
  /// What is wrong with cells that come from outside; nil when an evaluation can take them.
  public var flaw: CellFlaw? {
    guard maxDetections.count == 3, maxDetections.allSatisfy({ $0 > 0 }), maxDetections == maxDetections.sorted() else {
      return CellFlaw("max_detections", found: "\(maxDetections)", expected: "three positive numbers, ascending")
    }
    guard zip(imageIDs, imageIDs.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return CellFlaw("image_id", found: "ids out of order", expected: "rising ids")
    }
    guard zip(categories, categories.dropFirst()).allSatisfy({ $0.id < $1.id }) else {
      return CellFlaw("category_id", found: "ids out of order", expected: "rising ids")
    }
    guard scopes.count == categories.count else {
      return CellFlaw("category_scope", found: "\(scopes.count) rows", expected: "\(categories.count)")
    }
    return flawOfCells ?? flawOfPairs
  }

  private var flawOfCells: CellFlaw? {
    var before = (-1, -1)
    var (objectCount, detectionCount) = (0, 0)
    func wrongCount() -> CellFlaw {
      CellFlaw(
        "cell_objects", found: "cells of other numbers of objects and detections",
        expected: "\(objects.count) objects and \(detections.count) detections")
    }
    for cell in cells {
      guard categories.indices.contains(cell.category), imageIDs.indices.contains(cell.image) else {
        return CellFlaw(
          "cell_image", found: "category \(cell.category) and picture \(cell.image)",
          expected: "places among \(categories.count) categories and \(imageIDs.count) pictures")
      }
      guard before < (cell.category, cell.image) else {
        return CellFlaw("cell_image", found: "cells out of order", expected: "an order by category, then by picture")
      }
      guard cell.objectCount >= 0, (0...maxDetections[2]).contains(cell.detectionCount) else {
        return CellFlaw(
          "cell_detections", found: "\(cell.objectCount) objects and \(cell.detectionCount) detections in a cell",
          expected: "counts from 0, of detections to \(maxDetections[2])")
      }
      before = (cell.category, cell.image)
      guard cell.objectCount <= objects.count - objectCount,
        cell.detectionCount <= detections.count - detectionCount
      else { return wrongCount() }
      let scores = detections[detectionCount..<(detectionCount + cell.detectionCount)].map(\.score)
      guard zip(scores, scores.dropFirst()).allSatisfy({ $0 >= $1 || $1.isNaN }) else {
        return CellFlaw("detection_score", found: "rising scores in a cell", expected: "falling scores")
      }
      objectCount += cell.objectCount
      detectionCount += cell.detectionCount
    }
    return objectCount == objects.count && detectionCount == detections.count ? nil : wrongCount()
  }

  private var flawOfPairs: CellFlaw? {
    var before = (-1, -1)
    var pair = 0
    var (object, detection) = (0, 0)
    for cell in cells {
      let (objectEnd, detectionEnd) = (object + cell.objectCount, detection + cell.detectionCount)
      while pair < pairs.count, pairs[pair].detection < detectionEnd {
        let one = pairs[pair]
        guard one.detection >= detection, (object..<objectEnd).contains(one.object) else {
          return CellFlaw(
            "pair_object", found: "a pair of the detection \(one.detection) and the object \(one.object)",
            expected: "two of one cell")
        }
        guard before < (one.detection, one.object) else {
          return CellFlaw("pair_object", found: "pairs out of order", expected: "an order by detection, then by object")
        }
        guard one.overlap >= MatchCells.minimumOverlap else {
          return CellFlaw("pair_overlap", found: "\(one.overlap)", expected: "at least \(MatchCells.minimumOverlap)")
        }
        before = (one.detection, one.object)
        pair += 1
      }
      (object, detection) = (objectEnd, detectionEnd)
    }
    guard pair == pairs.count else {
      return CellFlaw("pair_detection", found: "a pair of no detection", expected: "places among the detections")
    }
    guard detections.allSatisfy({ $0.rival.map(objects.indices.contains) ?? true }) else {
      return CellFlaw("rival_object", found: "a rival that is no object", expected: "places among the objects, or -1")
    }
    return nil
  }
}
