import Statistics
import Testing

/// All values come from CPython 3.11's `random.Random`.
@Suite("MersenneTwister")
struct MersenneTwisterTests {
  struct Golden: Sendable {
    let seed: Int
    let random: [Double]
    let bits: [UInt64]
    let below: [Int]
  }

  static let goldens = [
    Golden(
      seed: 0, random: [0.8444218515250481, 0.7579544029403025, 0.420571580830845],
      bits: [
        0, 2_073_320_061, 2_195_908_194, 2_087_043_557, 7_059_830_666_782_643, 5_595_132_141_482_622_304,
      ], below: [0, 1, 9, 913, 938_204_377, 307_110_291_574]),
    Golden(
      seed: -42, random: [0.6394267984578837, 0.025010755222666936, 0.27502931836911926],
      bits: [
        0, 299_655_412, 3_163_119_785, 4_735_180_711, 8_036_041_610_782_387, 1_603_738_325_357_503_540,
      ], below: [0, 0, 0, 95, 939_042_955, 58_420_225_604]),
    Golden(
      seed: 4_294_967_296, random: [0.11299430095636409, 0.41782886486292836, 0.0166763664992291],
      bits: [
        1, 1_881_395_657, 3_460_227_584, 3_274_195_809, 4_914_399_667_873_900, 8_334_527_133_290_745_189,
      ], below: [0, 0, 1, 838, 1_860_411_164, 689_346_906_573]),
    Golden(
      seed: .max, random: [0.3166448820870279, 0.631259308253863, 0.8035542479972343],
      bits: [
        0, 234_596_446, 2_047_809_456, 7_616_942_454, 6_709_958_092_839_883, 5_083_292_843_309_040_162,
      ], below: [0, 1, 9, 784, 404_363_245, 103_551_534_723]),
  ]

  @Test(arguments: goldens)
  func drawsWhatPythonDraws(_ golden: Golden) {
    var twister = MersenneTwister(seed: golden.seed)
    #expect((0..<3).map { _ in twister.random() } == golden.random)
    #expect([1, 31, 32, 33, 53, 64].map { twister.randomBits($0) } == golden.bits)
    #expect([1, 2, 10, 1000, 1 << 31, 1 << 40].map { twister.randomBelow($0) } == golden.below)
  }

  @Test func staysInStepOverRefills() {
    var twister = MersenneTwister(seed: 3)
    for _ in 0..<1000 { _ = twister.random() }
    #expect(twister.random() == 0.20235759117000895)
  }

  @Test func samplesAsPythonDoesOnBothSidesOfThePoolLimit() {
    var twister = MersenneTwister(seed: 0)
    func sample(_ total: Int, _ count: Int) -> [Int] { twister.sample(Array(0..<total), count) }
    #expect(sample(10, 3) == [6, 9, 0])
    #expect(sample(21, 5) == [8, 16, 15, 12, 9])
    #expect(sample(22, 5) == [15, 11, 18, 6, 16])
    #expect(sample(85, 6) == [17, 36, 84, 12, 79, 32])
    #expect(sample(86, 6) == [68, 77, 18, 39, 12, 9])
    #expect(
      sample(1000, 20) == [
        920, 870, 700, 338, 483, 573, 103, 362, 444, 323, 625, 655, 934, 209, 989, 565, 488, 453, 886, 533,
      ])
    #expect(sample(5, 5) == [2, 0, 4, 3, 1])
    #expect(sample(3, 0) == [])
    #expect(sample(277, 21).prefix(3) == [204, 0, 252])
    #expect(sample(278, 21).prefix(3) == [170, 276, 104])
    #expect(sample(278, 22).prefix(3) == [41, 276, 200])
    #expect(twister.random() == 0.11713429320851798)
  }

  @Test func shufflesAsPythonDoes() {
    var twister = MersenneTwister(seed: 5)
    var numbers = Array(0..<20)
    twister.shuffle(&numbers)
    #expect(numbers == [4, 9, 6, 5, 14, 17, 18, 1, 2, 15, 10, 3, 12, 7, 13, 0, 16, 11, 8, 19])
    #expect(twister.random() == 0.5739411879281008)
  }
}
