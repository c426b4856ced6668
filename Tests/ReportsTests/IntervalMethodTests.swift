import Reports
import StrictJSON
import Testing

@Suite("IntervalMethod") struct IntervalMethodTests {
  private func table(
    _ method: IntervalMethod, _ values: [Double] = [0.10, 0.14, 0.15, 0.13]
  ) throws -> ResultTable {
    return try ResultTable(
      layout: TableLayout(
        name: "t", title: "T", rows: [.arm], columns: [.init(metric: "AP", subset: "all", label: "AP")],
        baseline: TableLayout.Baseline(arm: "b"), interval: method),
      observations: ["a", "b"].flatMap { arm in
        values.enumerated().map { seed, value in
          Observation(
            arm: arm, shots: nil, seed: seed, metric: "AP", subset: "all", value: arm == "a" ? value + 0.1 : value)
        }
      }, expected: ExpectedMatrix(arms: ["a", "b"], seeds: Array(values.indices)))
  }

  @Test func theCaptionNamesTheMethod() throws {
    #expect(try table(.student).markdown.contains("half width of the 95 % Student-t interval over seeds"))
    #expect(try table(.bootstrap).markdown.contains("95 % percentile bootstrap interval (10000 resamples) over seeds"))
    for text in [try table(.tfa).markdown, try table(.tfa).latex] {
      #expect(text.contains("TFA's formula (1.96 population standard deviations over the root of n) over seeds"))
    }
  }

  @Test func eachHasItsOwnWidth() throws {
    func width(_ method: IntervalMethod) throws -> Double {
      try #require(table(method).rows[1].cells[0].estimate?.halfWidth)
    }
    // SciPy: t.ppf(0.975, 3) · std(ddof=1) / 2 and 1.96 · std / 2.
    #expect(abs(try width(.student) - 0.03437434881858308) < 1e-9)
    #expect(abs(try width(.tfa) - 0.018334121195192312) < 1e-9)
    let bootstrap = try width(.bootstrap)
    #expect(bootstrap > 0.014 && bootstrap < 0.019)
    #expect(try table(.bootstrap).rows[0].cells[0].difference?.excludesZero == true)
    #expect(try table(.bootstrap) == table(.bootstrap))
  }

  @Test func aBootstrapOverFewSeedsSaysThatItIsTooNarrow() throws {
    let words = "Bootstrap intervals of so few seeds are too narrow"
    let few = try table(.bootstrap)
    for text in [few.markdown, few.latex, few.html] { #expect(text.contains(words), "\(text)") }
    guard case .string(let told)? = few.json["interval"]?["caution"] else {
      Issue.record("no caution in JSON")
      return
    }
    #expect(told.contains(words))
    for quiet in [try table(.student), try table(.bootstrap, (0..<10).map { Double($0) / 100 })] {
      #expect(!quiet.markdown.contains(words) && quiet.json["interval"]?["caution"] == nil)
    }
  }

  @Test func tfasFormulaOverFewSeedsSaysThatItIsTooNarrow() throws {
    let words = "Intervals by TFA's formula over so few seeds are too narrow"
    #expect(try table(.tfa).markdown.contains(words))
    #expect(try !table(.tfa, (0..<10).map { Double($0) / 100 }).markdown.contains(words))
  }

  /// Of 0.01, 0.02 and 0.30 no resample has a mean below 0.01, yet half the width is more than the mean.
  @Test func noStarStandsOnAShownIntervalThatHolds0() throws {
    let table = try ResultTable(
      layout: TableLayout(
        name: "t", title: "T", rows: [.arm], columns: [novelAP], baseline: TableLayout.Baseline(arm: "b"),
        interval: .bootstrap),
      observations: observations("a", shots: nil, [(0, 0.01), (1, 0.02), (2, 0.30)])
        + observations("b", shots: nil, [(0, 0), (1, 0), (2, 0)]),
      expected: ExpectedMatrix(arms: ["a", "b"], seeds: [0, 1, 2]))
    let difference = try #require(table.rows[0].cells[0].difference)
    #expect(try #require(difference.halfWidth) > difference.mean && difference.excludesZero == false)
  }

  @Test func aBootstrapOverTwoSeedsIsRefused() throws {
    let error = #expect(throws: InputError.self) { try table(.bootstrap, [0.1, 0.2]) }
    #expect(error?.found == "a bootstrap over 2 seeds")
    #expect(try table(.student, [0.1, 0.2]).rows[0].cells[0].estimate?.halfWidth != nil)
  }

  @Test func aCellOfTwoSeedsHasNoBootstrapInterval() throws {
    let values: [(seed: Int, value: Double?)] = [(0, 0.1), (2, 0.2)]
    let table = try ResultTable(
      layout: TableLayout(name: "t", title: "T", rows: [.arm], columns: [novelAP], interval: .bootstrap),
      observations: observations("a", shots: nil, values), expected: ExpectedMatrix(arms: ["a"], seeds: [0, 1, 2]))
    #expect(table.markdown.contains("15.0 (n=2/3)") && table.markdown.contains("at n=2 there is none"))
  }

  @Test func jsonNamesTheMethod() throws {
    for (method, name) in [(IntervalMethod.student, "student-t"), (.bootstrap, "percentile-bootstrap"), (.tfa, "tfa")] {
      #expect(try table(method).json["interval"]?["method"] == .string(name))
    }
  }
}
