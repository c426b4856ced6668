/// The generator of Python's `random.Random(seed)` for integer seeds: MT19937 (Matsumoto and Nishimura 1998), seeded and
/// read as CPython 3.11 does it, so that splits which others drew in Python can be drawn again here.
public struct MersenneTwister: RandomNumberGenerator, Sendable {
  private static let size = 624
  private static let middle = 397
  private var state: [UInt32]
  private var position = MersenneTwister.size

  /// The generator that `random.Random(seed)` makes. As there, a seed and its negative give the same numbers.
  public init(seed: Int) {
    let magnitude = UInt64(seed.magnitude)
    var key = [UInt32(truncatingIfNeeded: magnitude)]
    if magnitude >> 32 != 0 { key.append(UInt32(magnitude >> 32)) }
    state = MersenneTwister.state(from: key)
  }

  /// The state from a key of 32-bit words (MT19937's `init_by_array`).
  private static func state(from key: [UInt32]) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: size)
    words[0] = 19_650_218
    for i in 1..<size {
      words[i] = 1_812_433_253 &* (words[i - 1] ^ (words[i - 1] >> 30)) &+ UInt32(i)
    }
    var (i, j) = (1, 0)
    func advance() {
      i += 1
      if i == size {
        words[0] = words[size - 1]
        i = 1
      }
    }
    for _ in 0..<max(size, key.count) {
      words[i] = (words[i] ^ ((words[i - 1] ^ (words[i - 1] >> 30)) &* 1_664_525)) &+ key[j] &+ UInt32(j)
      advance()
      j = (j + 1) % key.count
    }
    for _ in 1..<size {
      words[i] = (words[i] ^ ((words[i - 1] ^ (words[i - 1] >> 30)) &* 1_566_083_941)) &- UInt32(i)
      advance()
    }
    words[0] = 0x8000_0000
    return words
  }

  private mutating func refill() {
    let (size, middle) = (MersenneTwister.size, MersenneTwister.middle)
    for i in 0..<size {
      let joined = (state[i] & 0x8000_0000) | (state[(i + 1) % size] & 0x7fff_ffff)
      state[i] = state[(i + middle) % size] ^ (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }

  /// The next 32 bits of the sequence.
  private mutating func nextWord() -> UInt32 {
    if position == MersenneTwister.size { refill() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  /// 64 random bits: Python's `getrandbits(64)`.
  public mutating func next() -> UInt64 { randomBits(64) }

  /// A number in 0..<1 with 53 random bits: Python's `random()`.
  public mutating func random() -> Double {
    let high = nextWord() >> 5
    let low = nextWord() >> 6
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  /// An integer of `count` random bits, at most 64: Python's `getrandbits(count)`.
  public mutating func randomBits(_ count: Int) -> UInt64 {
    guard (0...64).contains(count) else { fatalError("\(count) random bits were asked for.") }
    if count == 0 { return 0 }
    if count <= 32 { return UInt64(nextWord() >> UInt32(32 - count)) }
    let low = UInt64(nextWord())
    return low | UInt64(nextWord() >> UInt32(64 - count)) << 32
  }
}
