#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A seeded stream of random numbers with a name, so that each purpose (weights, sampler, mask, …) draws from its own
/// and a draw added to one leaves all others as they were.
///
/// The generator is xoshiro256++ (Blackman and Vigna 2019), its state filled by SplitMix64. The same seed and name give
/// the same numbers on every machine; only `normal()` hangs on the platform's `log`.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var s0, s1, s2, s3: UInt64
  private var spareNormal: Double?

  /// The stream of this seed and name.
  public init(seed: UInt64, name: String) {
    var filler = SplitMix64(seed: RandomStream.seed(seed, name))
    (s0, s1, s2, s3) = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// Where in its stream it is: four words of the generator and, if one waits, the bits of a spare normal number. A
  /// stream made from them goes on as this one does.
  public var words: [UInt64] { [s0, s1, s2, s3] + (spareNormal.map { [$0.bitPattern] } ?? []) }

  /// A stream that goes on where another one was, from its `words`; nil unless these are four or five and the first
  /// four not all 0.
  public init?(words: [UInt64]) {
    guard (4...5).contains(words.count), words.prefix(4).contains(where: { $0 != 0 }) else { return nil }
    (s0, s1, s2, s3) = (words[0], words[1], words[2], words[3])
    spareNormal = words.count == 5 ? Double(bitPattern: words[4]) : nil
  }

  /// A seed derived from another one and a name; what `init(seed:name:)` starts from.
  ///
  /// FNV-1a over the name's UTF-8 bytes, mixed with the mixed seed.
  public static func seed(_ seed: UInt64, _ name: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    var mixer = SplitMix64(seed: seed)
    return SplitMix64.mix(mixer.next() ^ hash)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let result = rotated(s0 &+ s3, by: 23) &+ s0
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotated(s3, by: 45)
    return result
  }

  /// A number in 0..<1, one of 2^53 evenly spaced ones.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number in the range; the upper end comes up only through rounding.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// An integer of the range, all equally likely (Lemire 2019, with rejection).
  public mutating func integer(in range: Range<Int>) -> Int {
    guard !range.isEmpty else { fatalError("A random integer was asked for from an empty range.") }
    let count = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    var product = next().multipliedFullWidth(by: count)
    if product.low < count {
      let rejected = (0 &- count) % count
      while product.low < rejected { product = next().multipliedFullWidth(by: count) }
    }
    return range.lowerBound &+ Int(truncatingIfNeeded: product.high)
  }

  /// A draw from the normal distribution of mean 0 and standard deviation 1 (Marsaglia's polar method).
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      guard square > 0, square < 1 else { continue }
      let scale = (-2 * log(square) / square).squareRoot()
      spareNormal = v * scale
      return u * scale
    }
  }

  /// Puts the elements into random order, all orders equally likely.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, integer(in: 0..<(last + 1)))
    }
  }

  /// The numbers `0..<count` in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  private func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }
}
