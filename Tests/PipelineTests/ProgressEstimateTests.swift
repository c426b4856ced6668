import Pipeline
import Testing

@Suite("ProgressEstimate")
struct ProgressEstimateTests {
  @Test func knowsNothingAtFirst() {
    var estimate = ProgressEstimate()
    #expect(estimate.fraction == nil && estimate.remainingSeconds == nil)
    estimate.update(done: 0, total: 100, at: 5)
    #expect(estimate.fraction == 0)
    #expect(estimate.remainingSeconds == nil)
    estimate.update(done: 0, total: 100, at: 6)
    #expect(estimate.remainingSeconds == nil)
  }

  @Test func extrapolatesTheRate() {
    var estimate = ProgressEstimate()
    estimate.update(done: 0, total: 100, at: 0)
    estimate.update(done: 20, total: 100, at: 10)
    #expect(estimate.rate == 2)
    #expect(estimate.remainingSeconds == 40)
    #expect(estimate.fraction == 0.2)
  }

  @Test func forgetsASlowStart() {
    var estimate = ProgressEstimate()
    estimate.update(done: 0, total: 1000, at: 0)
    for second in 0...60 { estimate.update(done: second * 10, total: 1000, at: 60 + Double(second)) }
    #expect(estimate.rate == 10)
    #expect(estimate.remainingSeconds == 40)
  }

  @Test func startsAnewWhenCountingGoesBack() {
    var estimate = ProgressEstimate()
    estimate.update(done: 0, total: 10, at: 0)
    estimate.update(done: 9, total: 10, at: 1)
    estimate.update(done: 1, total: 20, at: 2)
    #expect(estimate.rate == nil)
    estimate.update(done: 2, total: 20, at: 3)
    #expect(estimate.remainingSeconds == 18)
  }

  @Test func isDoneAtTheEndAndSilentWithoutATotal() {
    var estimate = ProgressEstimate()
    estimate.update(done: 10, total: 10, at: 0)
    #expect(estimate.remainingSeconds == 0 && estimate.fraction == 1)
    var open = ProgressEstimate()
    open.update(done: 1, total: 0, at: 0)
    open.update(done: 2, total: 0, at: 1)
    #expect(open.remainingSeconds == nil && open.fraction == nil && open.rate == 1)
  }

  @Test(arguments: [
    (0.4, "0s"), (59.4, "59s"), (60, "1m00s"), (200, "3m20s"), (7_500, "2h05m"), (273_600, "3d04h"),
    (-5, "0s"),
  ])
  func writesTimesShort(_ pair: (Double, String)) {
    #expect(ProgressEstimate.text(seconds: pair.0) == pair.1)
  }
}
