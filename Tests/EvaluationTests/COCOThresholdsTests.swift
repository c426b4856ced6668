import Evaluation
import Testing

@Suite("COCOThresholds")
struct COCOThresholdsTests {
  @Test func haveTheBitsOfNumPysLinspace() {
    // numpy.linspace(.5, .95, 10) and a part of numpy.linspace(0, 1, 101).
    #expect(COCOThresholds.iou == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95])
    #expect(COCOThresholds.recall.count == 101)
    #expect(COCOThresholds.recall[33...35] == [0.33, 0.34, 0.35000000000000003])
    #expect(COCOThresholds.recall[100] == 1)
  }
}

@Suite("AreaRange")
struct AreaRangeTests {
  @Test func holdsBothItsEnds() {
    #expect(AreaRange.small.contains(0) && AreaRange.small.contains(1024))
    #expect(AreaRange.medium.contains(1024) && AreaRange.medium.contains(9216))
    #expect(AreaRange.large.contains(9216) && AreaRange.large.contains(1e10))
    #expect(!AreaRange.small.contains(1024.5) && !AreaRange.all.contains(-1))
  }
}
