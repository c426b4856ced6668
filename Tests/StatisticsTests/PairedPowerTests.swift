import Statistics
import Testing

@Suite("PairedPower")
struct PairedPowerTests {
  // SciPy's nct: power of the two-sided paired t test at level 0.05, for a difference in standard deviations.
  @Test(arguments: [
    (2, 1.0, 0.09280915505633605), (3, 1.5, 0.31638186155915066), (10, 1.0, 0.8030968566327219),
    (34, 0.5, 0.8077775012792738), (5, 2.0, 0.9088848681009404), (200, 0.1, 0.2906576176614805),
  ])
  func equalsSciPy(_ n: Int, _ difference: Double, _ expected: Double) {
    let found = PairedPower(standardDeviation: 0.02).power(of: difference * 0.02, n: n)
    #expect(abs(found - expected) < 1e-7, "\(found)")
  }

  // SciPy's nct.sf.
  @Test(arguments: [
    (2.0, 3.0, 1.0, 0.25637013159233457), (-1, 5, 2, 0.9976836243459248), (6, 10, 4, 0.1311992649966032),
    (0, 1, -1, 0.15865525393145707),
  ])
  func theNoncentralTIsThatOfSciPy(_ t: Double, _ freedom: Double, _ shift: Double, _ expected: Double) {
    let found = NoncentralT(degreesOfFreedom: freedom, shift: shift).upperTail(t)
    #expect(abs(found - expected) < 1e-8, "\(found)")
  }

  @Test func withoutAShiftItIsStudentsT() {
    for freedom in [1.0, 2, 7, 100] {
      let (central, shifted) = (StudentT(degreesOfFreedom: freedom), NoncentralT(degreesOfFreedom: freedom, shift: 0))
      for t in [-2.0, 0.3, 4] { #expect(abs(central.upperTail(t) - shifted.upperTail(t)) < 1e-8) }
    }
  }

  @Test func findsNothingAsOftenAsItsLevelSays() {
    #expect(abs(PairedPower(standardDeviation: 1).power(of: 0, n: 6) - 0.05) < 1e-8)
  }

  @Test func detectableDifferencesAndSeedsInvertThePower() throws {
    let test = PairedPower(standardDeviation: 0.03)
    for n in [2, 3, 10, 40] {
      #expect(abs(test.power(of: test.detectableDifference(n: n), n: n) - 0.8) < 1e-6)
    }
    #expect(test.seeds(toFind: 0.03) == 10)
    #expect(test.seeds(toFind: 0.015) == 34)
    let seeds = try #require(test.seeds(toFind: 0.01, power: 0.9))
    #expect(test.power(of: 0.01, n: seeds) >= 0.9 && test.power(of: 0.01, n: seeds - 1) < 0.9)
    #expect(test.seeds(toFind: 0) == nil)
    #expect(test.seeds(toFind: 10) == 2)
  }

  @Test func withoutSpreadEveryDifferenceIsFound() {
    let test = PairedPower(standardDeviation: 0)
    #expect(test.detectableDifference(n: 2) == 0)
    #expect(test.power(of: 0.001, n: 2) == 1)
  }

  /// 4000 simulated comparisons of 6 seeds; the standard error of the share is 0.008.
  @Test func agreesWithSimulation() throws {
    var stream = RandomStream(seed: 2, name: "power")
    let found = try (0..<4000).count { _ in
      let differences = (0..<6).map { ($0, 1.3 + stream.normal()) }
      let zero = Dictionary(uniqueKeysWithValues: differences.map { ($0.0, 0.0) })
      let paired = try #require(PairedDifference(Dictionary(uniqueKeysWithValues: differences), minus: zero))
      return paired.excludesZero() == true
    }
    #expect(abs(Double(found) / 4000 - PairedPower(standardDeviation: 1).power(of: 1.3, n: 6)) < 0.025)
  }
}
