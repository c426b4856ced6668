/// Space of one thread that resamples are counted in, all IoU thresholds at once.
///
/// Down the scores it notes the precision after each hit and how many of COCO's recalls that hit is the first to reach;
/// then, up the scores, each recall gets the best precision at or after its hit.
final class ResampleScratch {
  /// The entries whose picture is drawn.
  private let order: UnsafeMutablePointer<Int32>
  /// For each hit, at whatever threshold: the precisions after it.
  private let precisions: UnsafeMutablePointer<ThresholdLanes>
  /// For each hit, at each threshold: how many recalls it is the first to reach.
  private let reached: UnsafeMutablePointer<ThresholdLanes>
  /// The 0s and 1s of every set of thresholds, by its bits.
  private let lanes: UnsafeMutablePointer<ThresholdLanes>
  /// At each threshold: how many hits there were, and how many recalls they reach.
  private let counts: UnsafeMutablePointer<(hits: Int32, recalls: Int32)>
  /// How many recalls so many hits reach.
  private var recalls: UnsafeMutablePointer<Int32>
  private var recallRoom = 1

  private var (hits, misses) = (ThresholdLanes.zero, ThresholdLanes.zero)
  private var noted = 0

  /// Space for categories of at most so many entries and hits.
  init(_ limits: (entries: Int, hits: Int)) {
    order = .allocate(capacity: max(1, limits.entries))
    order.initialize(repeating: 0, count: max(1, limits.entries))
    let room = max(1, limits.hits)
    (precisions, reached) = (.allocate(capacity: room), .allocate(capacity: room))
    precisions.initialize(repeating: .zero, count: room)
    reached.initialize(repeating: .zero, count: room)
    let sets = 1 << COCOThresholds.iou.count
    lanes = .allocate(capacity: sets)
    for bits in 0..<sets { (lanes + bits).initialize(to: ThresholdLanes(bits: UInt16(bits))) }
    counts = .allocate(capacity: COCOThresholds.iou.count)
    counts.initialize(repeating: (0, 0), count: COCOThresholds.iou.count)
    recalls = .allocate(capacity: recallRoom)
    recalls.initialize(repeating: 0, count: recallRoom)
  }

  deinit {
    order.deallocate()
    precisions.deallocate()
    reached.deallocate()
    lanes.deallocate()
    counts.deallocate()
    recalls.deallocate()
  }

  /// Forgets all hits and misses, and works out how many recalls each number of hits reaches.
  ///
  /// - Parameter objectCount: How many objects there are to be found.
  func begin(objectCount: Int32) {
    (hits, misses, noted) = (.zero, .zero, 0)
    counts.update(repeating: (0, 0), count: COCOThresholds.iou.count)
    if Int(objectCount) >= recallRoom {
      recalls.deallocate()
      recallRoom = 2 * Int(objectCount) + 1
      recalls = .allocate(capacity: recallRoom)
      recalls.initialize(repeating: 0, count: recallRoom)
    }
    let total = Double(objectCount)
    var reached = 0
    COCOThresholds.recall.withUnsafeBufferPointer { thresholds in
      for hits in 1...max(1, Int(objectCount)) {
        // The division decides, as in `PrecisionRecall`.
        let recall = Double(hits) / total
        while reached < thresholds.count, recall >= thresholds[reached] { reached += 1 }
        recalls[hits] = Int32(reached)
      }
    }
  }

  /// The entries whose picture is drawn, in order, of those with these pictures. About a third is not, in no order that a
  /// processor could guess, so they are sorted out without a branch.
  @inline(__always)
  func drawn(of images: [Int32], _ multiplicities: UnsafePointer<UInt16>) -> UnsafeMutableBufferPointer<Int32> {
    var count = 0
    for (place, image) in images.enumerated() {
      order[count] = Int32(truncatingIfNeeded: place)
      // 1 unless it is 0, without a question.
      count &+= (Int(multiplicities[Int(image)]) &+ 0xFFFF) >> 16
    }
    return UnsafeMutableBufferPointer(start: order, count: count)
  }

  /// Counts a detection, drawn `times` times, that is a hit and a miss at the thresholds of these bits. `missesOfAll`
  /// detections before it were misses at every threshold and were not counted here.
  @inline(__always)
  func add(hits hitBits: UInt16, misses missBits: UInt16, times: Int32, missesOfAll: Int32) {
    let factor = Double(times)
    misses.add(lanes[Int(missBits)], times: factor)
    if hitBits == 0 { return }
    hits.add(lanes[Int(hitBits)], times: factor)
    precisions[noted] = hits.precision(misses: misses, andMore: Double(missesOfAll))
    reached[noted] = .zero
    let row = UnsafeMutableRawPointer(reached + noted).assumingMemoryBound(to: Double.self)
    var bits = hitBits
    while bits != 0 {
      let threshold = bits.trailingZeroBitCount
      bits &= bits &- 1
      counts[threshold].hits &+= times
      let now = recalls[Int(counts[threshold].hits)]
      row[threshold] = Double(now &- counts[threshold].recalls)
      counts[threshold].recalls = now
    }
    noted += 1
  }

  /// At each threshold the sum of the precisions at all recalls.
  func precisionSums() -> ThresholdLanes {
    var (best, sums) = (ThresholdLanes.zero, ThresholdLanes.zero)
    for hit in stride(from: noted - 1, through: 0, by: -1) {
      best.raise(to: precisions[hit])
      sums.add(best, times: reached[hit])
    }
    return sums
  }
}
