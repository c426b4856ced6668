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
  /// How many recalls so many hits reach, of as many objects as there are.
  private var recalls: UnsafeMutablePointer<Int32>
  /// The same for numbers of objects that were counted before: most resamples have few, and much the same.
  private var tables: [UnsafeMutablePointer<Int32>?]
  /// The table of a number of objects too large to be kept.
  private var largeTable: UnsafeMutablePointer<Int32>?
  private let recallThresholds = COCOThresholds.recall

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
    tables = [UnsafeMutablePointer<Int32>?](repeating: nil, count: 1024)
    recalls = Self.table(0, recallThresholds)
    tables[0] = recalls
  }

  deinit {
    order.deallocate()
    precisions.deallocate()
    reached.deallocate()
    lanes.deallocate()
    counts.deallocate()
    for table in tables { table?.deallocate() }
    largeTable?.deallocate()
  }

  /// Forgets all hits and misses, and works out how many recalls each number of hits reaches.
  ///
  /// - Parameter objectCount: How many objects there are to be found.
  func begin(objectCount: Int32) {
    (hits, misses, noted) = (.zero, .zero, 0)
    counts.update(repeating: (0, 0), count: COCOThresholds.iou.count)
    let count = Int(objectCount)
    if count < tables.count {
      if let table = tables[count] {
        recalls = table
      } else {
        recalls = Self.table(count, recallThresholds)
        tables[count] = recalls
      }
    } else {
      largeTable?.deallocate()
      recalls = Self.table(count, recallThresholds)
      largeTable = recalls
    }
  }

  private static func table(_ objectCount: Int, _ thresholds: [Double]) -> UnsafeMutablePointer<Int32> {
    let table = UnsafeMutablePointer<Int32>.allocate(capacity: objectCount + 1)
    var reached = 0
    for hits in 0...objectCount {
      // The division decides, as in `PrecisionRecall`; no hit reaches nothing, not even recall 0.
      let recall = Double(hits) / Double(objectCount)
      while hits > 0, reached < thresholds.count, recall >= thresholds[reached] { reached += 1 }
      (table + hits).initialize(to: Int32(reached))
    }
    return table
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
