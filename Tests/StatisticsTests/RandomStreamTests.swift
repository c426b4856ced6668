import Statistics
import Testing

@Suite("RandomStream")
struct RandomStreamTests {
  // From a transcription of the published generators into Python, which gives the authors' own test values.
  @Test(
    arguments: [
      (
        0, "", 12_591_593_934_349_417_548,
        [12_528_691_612_956_660_509, 14_953_375_023_349_237_184, 11_411_316_406_757_378_092]
      ),
      (
        0, "weights", 2_023_024_626_552_621_766,
        [6_504_771_875_464_126_749, 17_930_510_314_910_228_063, 15_078_261_024_507_950_305]
      ),
      (
        .max, "mask é", 17_609_348_341_136_604_407,
        [18_360_406_714_722_871_274, 972_633_087_636_757_566, 148_713_470_642_535_028]
      ),
    ] as [(UInt64, String, UInt64, [UInt64])])
  func drawsWhatItsGeneratorsPublish(_ seed: UInt64, _ name: String, _ derived: UInt64, _ draws: [UInt64]) {
    #expect(RandomStream.seed(seed, name) == derived)
    var stream = RandomStream(seed: seed, name: name)
    #expect((0..<3).map { _ in stream.next() } == draws)
  }

  @Test func uniformNumbersFillTheirRange() {
    var stream = RandomStream(seed: 1, name: "uniform")
    let draws = (0..<100_000).map { _ in stream.uniform() }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(draws.reduce(0, +) / 100_000 - 0.5) < 0.005)
    let scaled = (0..<1000).map { _ in stream.uniform(in: -3...(-2)) }
    #expect(scaled.allSatisfy { (-3...(-2)).contains($0) })
  }

  @Test func integersAreEvenlySpread() {
    var stream = RandomStream(seed: 2, name: "integers")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.integer(in: -2..<4) + 2] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
    #expect(stream.integer(in: 7..<8) == 7)
    #expect((Int.min..<Int.max).contains(stream.integer(in: Int.min..<Int.max)))
  }

  @Test func normalNumbersHaveTheirMoments() {
    var stream = RandomStream(seed: 3, name: "normal")
    let draws = (0..<200_000).map { _ in stream.normal() }
    let mean = draws.reduce(0, +) / 200_000
    let variance = draws.reduce(0) { $0 + $1 * $1 } / 200_000
    let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 200_000
    #expect(abs(mean) < 0.01)
    #expect(abs(variance - 1) < 0.02)
    #expect(abs(fourth - 3) < 0.15)
  }

  @Test func permutationsHoldEveryNumberOnce() {
    var stream = RandomStream(seed: 4, name: "order")
    let order = stream.permutation(100)
    #expect(order.sorted() == Array(0..<100))
    #expect(order != Array(0..<100))
    #expect(stream.permutation(0).isEmpty)
    var firsts = [0, 0, 0]
    for _ in 0..<30_000 { firsts[stream.permutation(3)[0]] += 1 }
    #expect(firsts.allSatisfy { abs($0 - 10_000) < 400 })
  }
}
