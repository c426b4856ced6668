/// A number for each of COCO's ten IoU thresholds, so that all ten are counted at once.
struct ThresholdLanes {
  /// The first eight, and after them the last two.
  private var first: SIMD8<Double>
  private var last: SIMD2<Double>

  static let zero = ThresholdLanes(first: .zero, last: .zero)

  @inline(__always)
  private init(first: SIMD8<Double>, last: SIMD2<Double>) { (self.first, self.last) = (first, last) }

  /// 1 at the thresholds of these bits, 0 at the others.
  init(bits: UInt16) {
    (first, last) = (.zero, .zero)
    for threshold in first.indices where bits >> threshold & 1 == 1 { first[threshold] = 1 }
    for threshold in last.indices where bits >> (8 + threshold) & 1 == 1 { last[threshold] = 1 }
  }

  subscript(threshold: Int) -> Double { threshold < 8 ? first[threshold] : last[threshold - 8] }

  /// The sum of all ten, from the first to the last.
  var sum: Double { COCOThresholds.iou.indices.reduce(0) { $0 + self[$1] } }

  @inline(__always)
  mutating func add(_ other: ThresholdLanes, times factor: Double) {
    first += other.first * factor
    last += other.last * factor
  }

  @inline(__always)
  mutating func add(_ other: ThresholdLanes, times factors: ThresholdLanes) {
    first += other.first * factors.first
    last += other.last * factors.last
  }

  /// Takes the greater of the two at each threshold.
  @inline(__always)
  mutating func raise(to other: ThresholdLanes) {
    first.replace(with: other.first, where: other.first .> first)
    last.replace(with: other.last, where: other.last .> last)
  }

  /// The precision of these hits among them and misses, with as many misses more at every threshold.
  @inline(__always)
  func precision(misses: ThresholdLanes, andMore more: Double) -> ThresholdLanes {
    ThresholdLanes(
      first: first / ((misses.first + more) + first + Double.ulpOfOne),
      last: last / ((misses.last + more) + last + Double.ulpOfOne))
  }
}
