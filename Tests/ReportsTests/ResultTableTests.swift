import Reports
import StrictJSON
import Testing

@Suite struct ResultTableTests {
  @Test func rowsFollowTheMatrix() throws {
    let table = try sampleTable()
    #expect(
      table.rows.map(\.arm) == [
        "encoder-only", "full-transfer", "scratch", "encoder-only", "full-transfer", "scratch",
      ])
    #expect(table.rows.map(\.shots) == [10, 10, 10, 30, 30, 30])
  }

  @Test func meansAndIntervalsAreThoseOfTheHand() throws {
    let table = try sampleTable()
    let full = table.rows[1].cells[0]
    #expect(isClose(full.estimate?.mean, 0.16))
    #expect(isClose(full.estimate?.halfWidth, 0.0248413771))
    #expect(full.estimate?.seeds == [0, 1, 2])
    #expect(isClose(full.difference?.mean, 0.02))
    #expect(isClose(full.difference?.halfWidth, 0.0430265273))
    #expect(full.difference?.excludesZero == false)
  }

  @Test func holesAreToldApart() throws {
    let table = try sampleTable()
    let encoder = table.rows[3].cells[0]
    #expect(encoder.values.map(\.seed) == [0, 2])
    #expect(encoder.absentSeeds == [1])
    #expect(encoder.missingSeeds == [])
    #expect(encoder.difference == nil)
    #expect(isClose(encoder.estimate?.halfWidth, 0.3176551184))
    let full = table.rows[4].cells[0]
    #expect(full.missingSeeds == [2])
    #expect(full.expectedCount == 3)
    #expect(isClose(full.estimate?.halfWidth, 0.1270620474))
    #expect(full.difference?.seeds == [0])
    #expect(isClose(full.difference?.mean, 0.10))
    #expect(full.difference?.halfWidth == nil)
    #expect(full.difference?.excludesZero == nil)
    let scratch = table.rows[5].cells[0]
    #expect(scratch.estimate == nil)
    #expect(scratch.difference == nil)
    #expect(scratch.missingSeeds == [0, 1, 2])
  }

  @Test func anExperimentWithoutShotsHasOneRowAnArm() throws {
    let table = try ResultTable(
      layout: TableLayout(name: "t", title: "T", rows: [.arm], columns: [novelAP]),
      observations: observations("scratch", shots: nil, [(7, 0.5)])
        + observations("scratch", shots: 10, [(7, 0.6)]),
      expected: ExpectedMatrix(arms: ["scratch"], seeds: [7]))
    #expect(table.rows.map(\.shots) == [nil])
    #expect(table.rows[0].cells[0].estimate?.mean == 0.5)
  }

  @Test func rowsThatTheMatrixLeavesOutAreNotShownAndShorterOnesAreWhole() throws {
    var matrix = ExpectedMatrix(arms: ["a", "b"], shots: [10, 30], seeds: [0, 1])
    matrix.exceptions = [
      .init(variant: nil, arm: "b", shots: 30, seeds: []), .init(variant: nil, arm: "a", shots: 30, seeds: [1]),
    ]
    let table = try ResultTable(
      layout: TableLayout(name: "t", title: "T", rows: [.shots, .arm], columns: [novelAP]),
      observations: observations("a", shots: 10, [(0, 0.5), (1, 0.6)]) + observations("a", shots: 30, [(1, 0.7)])
        + observations("b", shots: 10, [(0, 0.4)]) + observations("b", shots: 30, [(0, 0.9)]),
      expected: matrix)
    #expect(table.rows.map { "\($0.arm) \($0.shots ?? 0)" } == ["a 10", "b 10", "a 30"])
    #expect(table.rows[2].cells[0].missingSeeds == [] && table.rows[2].cells[0].expectedCount == 1)
    #expect(table.rows[1].cells[0].missingSeeds == [1])
    let text = table.markdown
    #expect(text.contains("70.0 (n=1)"))
    #expect(text.contains("40.0 (n=1/2)"))
  }

  @Test func differencesFromABaselineOfFewerSeedsAreWhole() throws {
    var matrix = ExpectedMatrix(arms: ["a", "b"], seeds: [0, 1, 2])
    matrix.exceptions = [.init(variant: nil, arm: "b", shots: nil, seeds: [0, 1])]
    func table(_ base: [(seed: Int, value: Double?)]) throws -> ResultTable {
      try ResultTable(
        layout: TableLayout(
          name: "t", title: "T", rows: [.arm], columns: [novelAP], baseline: TableLayout.Baseline(arm: "b")),
        observations: observations("a", shots: nil, [(0, 0.5), (1, 0.6), (2, 0.7)])
          + observations("b", shots: nil, base),
        expected: matrix)
    }
    let whole = try table([(0, 0.4), (1, 0.4)])
    #expect(whole.rows[0].cells[0].expectedDifferenceCount == 2)
    #expect(whole.markdown.contains("(n=2)") && !whole.markdown.contains("n=k/N"), "\(whole.markdown)")
    let short = try table([(0, 0.4)]).markdown
    #expect(short.contains("+10.0 (n=1/2)") && short.contains("n=k/N"), "\(short)")
  }

  @Test func whatCannotBeATableIsRefused() throws {
    let matrix = ExpectedMatrix(arms: ["a", "b"], shots: [10, 30], seeds: [0])
    func layout(_ rows: [TableLayout.RowAxis], baseline: String? = nil) -> TableLayout {
      TableLayout(
        name: "main", title: "T", rows: rows, columns: [novelAP], baseline: TableLayout.Baseline(arm: baseline))
    }
    func refusal(_ layout: TableLayout, _ observations: [Observation] = []) -> InputError? {
      #expect(throws: InputError.self) {
        try ResultTable(layout: layout, observations: observations, expected: matrix)
      }
    }
    #expect(refusal(layout([.arm]))?.expected == "\"shots\" among the row axes")
    #expect(refusal(layout([.shots]))?.expected == "\"arm\" among the row axes")
    #expect(refusal(layout([.shots, .arm], baseline: "c"))?.expected == "one of a, b")
    let both = layout([.arm, .shots])
    #expect(
      refusal(both, observations("a", [(0, 0.1), (0, nil)]))?.found
        == "two values for AP of novel, arm a, 10 shots, seed 0")
    #expect(
      refusal(both, observations("a", [(0, .nan)]))?.found == "nan for AP of novel, arm a, 10 shots, seed 0")
  }
}
