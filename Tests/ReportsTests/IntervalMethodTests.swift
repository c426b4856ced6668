import Reports
import StrictJSON
import Testing

@Suite("IntervalMethod") struct IntervalMethodTests {
  private func table(_ method: IntervalMethod) throws -> ResultTable {
    let values = [0.10, 0.14, 0.15, 0.13]
    return try ResultTable(
      layout: TableLayout(
        name: "t", title: "T", rows: [.arm], columns: [.init(metric: "AP", subset: "all", label: "AP")],
        baseline: TableLayout.Baseline(arm: "b"), interval: method),
      observations: ["a", "b"].flatMap { arm in
        values.enumerated().map { seed, value in
          Observation(
            arm: arm, shots: nil, seed: seed, metric: "AP", subset: "all", value: arm == "a" ? value + 0.1 : value)
        }
      }, expected: ExpectedMatrix(arms: ["a", "b"], seeds: [0, 1, 2, 3]))
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

  @Test func jsonNamesTheMethod() throws {
    for (method, name) in [(IntervalMethod.student, "student-t"), (.bootstrap, "percentile-bootstrap"), (.tfa, "tfa")] {
      #expect(try table(method).json["interval"]?["method"] == .string(name))
    }
  }
}
