/// Space of one thread that resamples are counted in: for each IoU threshold the hits so far, and how many hits and misses
/// there were up to each.
final class ResampleScratch {
  private let capacity: Int
  private let found: UnsafeMutablePointer<Int32>
  private let misses: UnsafeMutablePointer<Int32>
  /// Per threshold: entries in the lists, hits, misses.
  private let counts: UnsafeMutablePointer<Int32>
  /// The least number of hits that reaches each recall of `COCOThresholds.recall`.
  private let needed: UnsafeMutablePointer<Int32>

  private static let thresholds = COCOThresholds.iou.count
  private static let recalls = COCOThresholds.recall

  /// Space for so many hits a threshold.
  init(hitLimit: Int) {
    capacity = max(1, hitLimit)
    found = .allocate(capacity: capacity * ResampleScratch.thresholds)
    misses = .allocate(capacity: capacity * ResampleScratch.thresholds)
    counts = .allocate(capacity: 3 * ResampleScratch.thresholds)
    needed = .allocate(capacity: ResampleScratch.recalls.count)
    found.initialize(repeating: 0, count: capacity * ResampleScratch.thresholds)
    misses.initialize(repeating: 0, count: capacity * ResampleScratch.thresholds)
    counts.initialize(repeating: 0, count: 3 * ResampleScratch.thresholds)
    needed.initialize(repeating: 0, count: ResampleScratch.recalls.count)
  }

  deinit {
    found.deallocate()
    misses.deallocate()
    counts.deallocate()
    needed.deallocate()
  }

  /// Forgets all hits and misses.
  func clear() { counts.update(repeating: 0, count: 3 * ResampleScratch.thresholds) }

  /// Adds a detection, drawn `times` times, that is a hit and a miss at the thresholds of these bits. `missesOfAll`
  /// detections before it were misses at every threshold and were not added.
  @inline(__always)
  func add(hits: UInt16, misses missBits: UInt16, times: Int32, missesOfAll: Int32) {
    let (places, hitCounts) = (counts, counts + ResampleScratch.thresholds)
    let missCounts = counts + 2 * ResampleScratch.thresholds
    var bits = hits
    while bits != 0 {
      let threshold = bits.trailingZeroBitCount
      bits &= bits &- 1
      let place = threshold &* capacity &+ Int(places[threshold])
      places[threshold] &+= 1
      hitCounts[threshold] &+= times
      found[place] = hitCounts[threshold]
      misses[place] = missCounts[threshold] &+ missesOfAll
    }
    bits = missBits
    while bits != 0 {
      missCounts[bits.trailingZeroBitCount] &+= times
      bits &= bits &- 1
    }
  }

  /// Works out which number of hits reaches each recall.
  func setObjectCount(_ count: Int32) {
    let total = Double(count)
    for (index, recall) in ResampleScratch.recalls.enumerated() {
      var least = max(1, Int32((recall * total).rounded(.up)))
      // The division decides, as in `PrecisionRecall`; the product may be off by a bit.
      while least > 1, Double(least - 1) / total >= recall { least -= 1 }
      while Double(least) / total < recall { least += 1 }
      needed[index] = least
    }
  }

  /// The sum of the precisions at all recalls, each the best at or after the hit that reaches it.
  func precision(_ threshold: Int) -> Double {
    let (hits, missed) = (found + threshold * capacity, misses + threshold * capacity)
    var place = Int(counts[threshold]) - 1
    guard place >= 0 else { return 0 }
    var recall = ResampleScratch.recalls.count - 1
    while recall >= 0, needed[recall] > hits[place] { recall -= 1 }
    var (best, sum) = (0.0, 0.0)
    while recall >= 0, place >= 0 {
      let count = Double(hits[place])
      best = max(best, count / (Double(missed[place]) + count + Double.ulpOfOne))
      let before = place > 0 ? hits[place - 1] : 0
      while recall >= 0, needed[recall] > before {
        sum += best
        recall -= 1
      }
      place -= 1
    }
    return sum
  }
}
