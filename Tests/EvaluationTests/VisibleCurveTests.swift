import Detection
import Evaluation
import Testing

@Suite("VisibleCurve")
struct VisibleCurveTests {
  @Test(arguments: Golden.names, [1, 3, 20])
  func hasTheNumbersOfEachBandsOwnSummaryToTheLastBit(_ name: String, _ count: Int) throws {
    let golden = try Golden(named: name)
    let evaluation = golden.evaluation
    let bands = VisibleBand.equal(count)
    let curve = evaluation.visibleCurve(bands)
    #expect(curve.points.map(\.band) == bands)
    for point in curve.points {
      let summary = evaluation.run(EvaluationSubset(name: "band", visible: point.band))
      #expect(point.metrics.map(\.name) == ["AP", "AP50", "AP75", "AR1", "AR10", "AR100"])
      for metric in point.metrics {
        #expect(metric.value == summary.value(metric.name), "\(point.band) \(metric.name)")
      }
      #expect(point.objectCount == summary.objectCount)
      #expect(point.metrics.allSatisfy { $0.n == summary.objectCount })
    }
    #expect(curve.points.contains { $0.value("AP") ?? 0 > 0 })
  }

  @Test func takesBandsThatOverlapAndSomeCategoriesOnly() throws {
    let golden = try Golden(named: "visibility")
    let evaluation = golden.evaluation
    let bands = [VisibleBand(0.2..<0.8), VisibleBand(0...1), VisibleBand(0.5...0.5), VisibleBand(0.2..<0.8)]
    let ids = Set(evaluation.categories.prefix(2).map(\.id))
    for point in evaluation.visibleCurve(bands, categoryIDs: ids).points {
      let summary = evaluation.run(EvaluationSubset(name: "band", categoryIDs: ids, visible: point.band))
      #expect(point.metrics.map(\.value) == point.metrics.map { summary.value($0.name) })
    }
    #expect(evaluation.visibleCurve([]).points.isEmpty)
  }

  @Test func equalBandsMeetAtOneNumberAndHoldBothEnds() {
    let bands = VisibleBand.equal(20)
    #expect(bands.count == 20)
    #expect(zip(bands, bands.dropFirst()).allSatisfy { $0.upper == $1.lower })
    #expect(bands[3].description == "visible[0.15,0.2)")
    #expect(bands[0].contains(0) && bands[19].contains(1) && !bands[18].contains(0.95))
  }
}
