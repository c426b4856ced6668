import Statistics
import Testing

@Suite("HolmCorrection")
struct HolmCorrectionTests {
  private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  /// `p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")` of R.
  @Test func equalsR() {
    let holm = HolmCorrection([0.01, 0.04, 0.03, 0.005])
    #expect(isClose(holm.adjusted, [0.03, 0.06, 0.06, 0.02]))
    #expect(holm.rejected == [true, false, false, true])
  }

  @Test func theSmallestHasTheWidestInterval() {
    let holm = HolmCorrection([0.01, 0.04, 0.03, 0.005])
    #expect(isClose(holm.confidences, [1 - 0.05 / 3, 0.95, 0.975, 0.9875]))
  }

  @Test func oneTestStaysAsItIs() {
    let holm = HolmCorrection([0.04])
    #expect(holm.adjusted == [0.04] && holm.confidences == [0.95] && holm.rejected == [true])
    #expect(HolmCorrection([]).adjusted.isEmpty)
  }

  /// A large P value keeps all larger ones from being rejected, however few tests are left.
  @Test func itStopsAtTheFirstThatIsNotRejected() {
    let holm = HolmCorrection([0.045, 0.03, 0.04])
    #expect(isClose(holm.adjusted, [0.09, 0.09, 0.09]))
    #expect(holm.rejected == [false, false, false])
  }

  @Test func correctedValuesStayBelowOne() {
    #expect(HolmCorrection([0.9, 0.8, 1]).adjusted == [1, 1, 1])
  }
}

@Suite("The t test of a sample")
struct SampleTestTests {
  /// `scipy.stats.ttest_1samp(values, 0).pvalue`.
  @Test(arguments: [
    ([0.158, 0.161, 0.149], 0.0005337603796338678), ([0.01, 0.01, 0.04], 0.18350341907227397),
    ([-0.3, 0.1, 0.2, -0.25], 0.650924822657487),
  ])
  func equalsSciPy(values: [Double], expected: Double) throws {
    let found = try #require(SampleSummary(values)?.pValue)
    #expect(abs(found - expected) < 1e-9, "\(found)")
  }

  @Test func oneValueTellsNothingAndEqualOnesAll() {
    #expect(SampleSummary([0.3])?.pValue == nil)
    #expect(SampleSummary([0.25, 0.25])?.pValue == 0)
    #expect(SampleSummary([0, 0])?.pValue == 1)
  }
}
