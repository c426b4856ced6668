import Reports
import StrictJSON
import Testing

@Suite struct SeedEstimateTests {
  private func text(_ estimate: SeedEstimate) -> String {
    let table = HistoryTable(columns: [.init("nAP", style: .estimate)], rows: [[estimate.json]])
    return table.text.split(separator: "\n").last.map(String.init)?.trimmingPrefix(" ").description ?? ""
  }

  @Test func missingSeedsAreSeen() {
    let estimate = SeedEstimate(found: [(0, 0.1), (1, 0.2), (2, nil), (3, 0.3)], expectedSeeds: [0, 1, 2, 3, 4])
    #expect(estimate.n == 3 && estimate.expectedCount == 5 && estimate.missingSeeds == [2, 4])
    // t of 2 degrees of freedom at 97.5 % is 4.302653; the standard error 0.1 / √3.
    #expect(abs((estimate.halfWidth ?? 0) - 4.302653 * 0.1 / 3.0.squareRoot()) < 1e-7)
    #expect(text(estimate) == "20.0 ± 24.8 (n=3/5)")
    #expect(
      estimate.json["missing_seeds"] == [2, 4] && estimate.json["n"] == 3 && estimate.json["expected_n"] == 5)
  }

  @Test func fewValuesClaimNoInterval() {
    #expect(text(SeedEstimate(found: [(0, 0.5)], expectedSeeds: [0])) == "50.0 (n=1)")
    #expect(text(SeedEstimate(found: [(0, nil)], expectedSeeds: [0, 1])) == "– (n=0/2)")
    #expect(text(SeedEstimate(found: [(0, 0.5), (1, 0.5)], expectedSeeds: nil)) == "50.0 ± 0.0 (n=2)")
    #expect(SeedEstimate(found: [], expectedSeeds: nil).json["mean"] == .null)
  }

  @Test func differencesHaveSigns() {
    let table = HistoryTable(columns: [.init("d", style: .signedPercent)], rows: [[0.012], [-0.05], [.null]])
    #expect(table.text == "   d\n+1.2\n-5.0\n   –\n")
  }
}
