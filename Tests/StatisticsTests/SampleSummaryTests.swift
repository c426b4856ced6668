import Statistics
import Testing

@Suite("SampleSummary")
struct SampleSummaryTests {
  @Test func equalsNumPyAndSciPy() throws {
    let summary = try #require(SampleSummary([0.158, 0.161, 0.149]))
    #expect(summary.n == 3)
    #expect(abs(summary.mean - 0.156) < 1e-15)
    #expect(abs(try #require(summary.standardDeviation) - 0.006244997998398403) < 1e-15)
    #expect(abs(try #require(summary.interval()) - 0.015513435037626802) < 1e-14)
    #expect(abs(try #require(summary.interval(confidence: 0.9)) - 0.010528157733580836) < 1e-14)
    #expect(summary.interval(confidence: 0) == 0)
  }

  @Test func saysNothingOfTheSpreadOfOneValue() throws {
    let summary = try #require(SampleSummary([0.2]))
    #expect(summary.mean == 0.2)
    #expect(summary.standardDeviation == nil)
    #expect(summary.standardError == nil)
    #expect(summary.interval() == nil)
  }

  @Test func isMissingWithoutValues() {
    #expect(SampleSummary([]) == nil)
  }
}

@Suite("PairedDifference")
struct PairedDifferenceTests {
  @Test func pairsTheSeedsThatBothArmsHave() throws {
    let first = [0: 0.30, 1: 0.25, 2: 0.40, 7: 0.9]
    let second = [2: 0.37, 0: 0.28, 1: 0.22, 5: 0.1]
    let paired = try #require(PairedDifference(first, minus: second))
    #expect(paired.pairs == [0, 1, 2])
    #expect(zip(paired.differences, [0.02, 0.03, 0.03]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(abs(paired.summary.mean - 0.08 / 3) < 1e-15)
    #expect(paired.excludesZero() == true)
    #expect(paired.excludesZero(confidence: 0.999) == false)
  }

  @Test func isMissingWithoutASharedSeed() {
    #expect(PairedDifference([0: 1.0], minus: [1: 1.0]) == nil)
  }

  @Test func judgesNothingFromOnePair() throws {
    let paired = try #require(PairedDifference([0: 1.0], minus: [0: 0.5]))
    #expect(paired.excludesZero() == nil)
  }
}
