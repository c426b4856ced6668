import Statistics
import Testing

@Suite("StudentT")
struct StudentTTests {
  // From mpmath at 40 digits; scipy.stats.t.ppf agrees with them to 1e-14.
  static let goldens: [(Double, Double, Double)] = [
    (0.5, 0.55, 0.18864420884630687), (0.5, 0.975, 164.55767348048824), (0.5, 0.9999995, 411396462594.22441),
    (1, 0.55, 0.15838444032453644), (1, 0.975, 12.706204736174693), (1, 0.9999995, 636619.77241943031),
    (2, 0.55, 0.14213381090374042), (2, 0.975, 4.3026527297494618), (2, 0.9999995, 999.9992500409771),
    (3, 0.55, 0.13659819935369903), (3, 0.975, 3.1824463052837084), (3, 0.9999995, 130.15458956192758),
    (30.5, 0.55, 0.1267120300309554), (30.5, 0.975, 2.0408694451863202), (30.5, 0.9999995, 6.0950687125921),
    (1000, 0.55, 0.12569326251871649), (1000, 0.975, 1.9623390808264081),
    (1000, 0.9999995, 4.9222895234460738),
    (1e6, 0.55, 0.1256613787664876), (1e6, 0.975, 1.9599663568141067), (1e6, 0.9999995, 4.8916689607265742),
  ]

  @Test(arguments: goldens)
  func quantilesAreExactToElevenDigits(_ freedom: Double, _ p: Double, _ expected: Double) {
    let t = StudentT(degreesOfFreedom: freedom)
    #expect(abs(t.quantile(p) / expected - 1) < 1e-11)
    #expect(abs(t.upperTail(expected) / (1 - p) - 1) < 1e-11)
  }

  @Test func isSymmetric() {
    let t = StudentT(degreesOfFreedom: 4)
    #expect(t.quantile(0.25) == -t.quantile(0.75))
    #expect(abs(t.upperTail(-1.5) + t.upperTail(1.5) - 1) < 1e-15)
    #expect(t.density(0.7) == t.density(-0.7))
  }

  @Test func hasItsLimits() {
    let t = StudentT(degreesOfFreedom: 2)
    #expect(t.quantile(0.5) == 0)
    #expect(t.quantile(1) == .infinity)
    #expect(t.quantile(0) == -.infinity)
    #expect(t.upperTail(.infinity) == 0)
    #expect(abs(t.quantile(0.5 + 1e-12)) < 1e-11)
  }
}
