import Statistics
import Testing

@Suite("NormalDistribution")
struct NormalDistributionTests {
  // From SciPy's norm.ppf.
  @Test(arguments: [
    (1e-10, -6.361340902404056), (0.025, -1.9599639845400545), (0.3, -0.5244005127080409), (0.975, 1.959963984540054),
  ])
  func quantilesAreThoseOfSciPy(_ p: Double, _ expected: Double) {
    #expect(abs(NormalDistribution.quantile(p) / expected - 1) < 1e-12)
    #expect(abs(NormalDistribution.cumulative(expected) / p - 1) < 1e-12)
  }

  @Test func hasItsLimits() {
    #expect(abs(NormalDistribution.quantile(0.5)) < 1e-15)
    #expect(NormalDistribution.quantile(0) == -.infinity && NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.cumulative(0) == 0.5)
  }
}
