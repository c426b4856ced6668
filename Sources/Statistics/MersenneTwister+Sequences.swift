extension MersenneTwister {
  /// An integer in `0..<bound`: Python's `randrange(bound)`, which draws as many bits as `bound` has until one fits.
  public mutating func randomBelow(_ bound: Int) -> Int {
    guard bound > 0 else { fatalError("Asked for a random integer below \(bound).") }
    let bits = Int.bitWidth - bound.leadingZeroBitCount
    var draw = randomBits(bits)
    while draw >= UInt64(bound) { draw = randomBits(bits) }
    return Int(draw)
  }

  /// `count` different members in the order drawn: Python's `sample(population, count)`.
  ///
  /// As in CPython 3.11, a small population is drawn from a shrinking pool and a large one by rejecting repeated indices;
  /// the two ways give different members for the same seed, so the border between them is copied too.
  public mutating func sample<Element>(_ population: [Element], _ count: Int) -> [Element] {
    let total = population.count
    guard (0...total).contains(count) else {
      fatalError("Asked for a sample of \(count) from a population of \(total).")
    }
    return total <= MersenneTwister.poolLimit(count)
      ? sampleFromPool(population, count) : sampleByRejection(population, count)
  }

  /// Puts the elements into random order: Python's `shuffle(array)`.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, randomBelow(last + 1))
    }
  }

  /// The largest population that is drawn from a pool: 21, for samples of more than 5 raised by the smallest power of 4
  /// that is at least three times the sample.
  private static func poolLimit(_ count: Int) -> Int {
    guard count > 5 else { return 21 }
    var power = 4
    while power < 3 * count { power *= 4 }
    return 21 + power
  }

  private mutating func sampleFromPool<Element>(_ population: [Element], _ count: Int) -> [Element] {
    var pool = population
    return (0..<count).map { drawn in
      let index = randomBelow(pool.count - drawn)
      let member = pool[index]
      pool[index] = pool[pool.count - drawn - 1]
      return member
    }
  }

  private mutating func sampleByRejection<Element>(_ population: [Element], _ count: Int) -> [Element] {
    var seen = Set<Int>()
    return (0..<count).map { _ in
      var index = randomBelow(population.count)
      while !seen.insert(index).inserted { index = randomBelow(population.count) }
      return population[index]
    }
  }
}
