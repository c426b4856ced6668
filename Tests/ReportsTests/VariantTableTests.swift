import Reports
import StrictJSON
import Testing

/// A dose-response table: pre-trainings of two lengths, two arms.
@Suite struct VariantTableTests {
  private func table(
    rows: [TableLayout.RowAxis] = [.variant, .arm], baseline: TableLayout.Baseline?, pretrainSeeds: [Int] = []
  ) throws -> ResultTable {
    func values(_ variant: String, _ arm: String, _ values: [Double]) -> [Observation] {
      values.enumerated().map {
        Observation(
          variant: variant, arm: arm, shots: nil, seed: $0, metric: "AP", subset: "novel", value: $1)
      }
    }
    return try ResultTable(
      layout: TableLayout(name: "dose", title: "Dose", rows: rows, columns: [novelAP], baseline: baseline),
      observations: values("8k", "full", [0.1, 0.2]) + values("8k", "encoder", [0.1, 0.1])
        + values("64k", "full", [0.3, 0.5]) + values("64k", "encoder", [0.2, 0.3]),
      expected: ExpectedMatrix(
        arms: ["full", "encoder"], seeds: [0, 1], variants: ["8k", "64k"], pretrainSeeds: pretrainSeeds))
  }

  @Test func rowsGoByVariantFirst() throws {
    let table = try table(baseline: nil)
    #expect(table.rows.map(\.variant) == ["8k", "8k", "64k", "64k"])
    #expect(table.rows.map(\.arm) == ["full", "encoder", "full", "encoder"])
    #expect(table.rows.map { $0.cells[0].values.map(\.value) } == [[0.1, 0.2], [0.1, 0.1], [0.3, 0.5], [0.2, 0.3]])
    #expect(
      try self.table(rows: [.arm, .variant], baseline: nil).rows.map(\.arm) == ["full", "full", "encoder", "encoder"])
  }

  @Test func anArmIsComparedWithinItsVariant() throws {
    let table = try table(baseline: TableLayout.Baseline(arm: "encoder"))
    #expect(isClose(table.rows[0].cells[0].difference?.mean, 0.05))
    #expect(isClose(table.rows[2].cells[0].difference?.mean, 0.15))
    #expect(table.rows[1].cells[0].difference == nil && table.rows[3].cells[0].difference == nil)
  }

  @Test func aVariantIsComparedWithinItsArm() throws {
    let table = try table(baseline: TableLayout.Baseline(variant: "8k"))
    #expect(isClose(table.rows[2].cells[0].difference?.mean, 0.25))
    #expect(isClose(table.rows[3].cells[0].difference?.mean, 0.15))
    #expect(table.rows[0].cells[0].difference == nil && table.rows[1].cells[0].difference == nil)
    #expect(table.markdown.contains("differences from 8k"))
  }

  @Test func variantsMustBeShown() throws {
    let error = #expect(throws: InputError.self) { try table(rows: [.arm], baseline: nil) }
    #expect(error?.expected == "\"variant\" among the row axes")
    #expect(throws: InputError.self) { try table(baseline: TableLayout.Baseline(variant: "16k")) }
  }

  @Test func theCaptionSaysWhatIntervalsCover() throws {
    func caption(_ seeds: [Int]) throws -> String { try table(baseline: nil, pretrainSeeds: seeds).markdown }
    #expect(try caption([4, 5]).contains("Each seed has a pre-training of its own"))
    #expect(try caption([4, 4]).contains("One pre-training (seed 4) serves all seeds: intervals do not cover"))
    #expect(!(try caption([]).contains("pre-training")))
  }

  @Test func publishedNumbersStandApartFromOurs() throws {
    var layout = TableLayout(name: "t", title: "T", rows: [.variant, .arm], columns: [novelAP])
    layout.literature = [
      LiteratureRow(
        label: "imTED", source: "Liu et al. 2023", setting: "COCO, 10 shots", seeds: 1, incomparable: "other data",
        values: [22.5]),
      LiteratureRow(
        label: "Other", source: "Some 2024", setting: "COCO", seeds: nil, incomparable: nil, values: [nil]),
    ]
    func shown(_ layout: TableLayout) throws -> ResultTable {
      try ResultTable(
        layout: layout, observations: [], expected: ExpectedMatrix(arms: ["a"], seeds: [0], variants: ["v"]))
    }
    let table = try shown(layout)
    #expect(table.markdown.contains("|         | imTED † | 22.5 |"))
    #expect(table.markdown.contains("imTED: Liu et al. 2023, COCO, 10 shots, 1 seed; † not comparable: other data."))
    #expect(table.markdown.contains("Other: Some 2024, COCO, seeds not stated."))
    #expect(table.latex.contains("    \\midrule\n     & imTED $^\\dagger$ & $22.5$ \\\\\n"))
    #expect(table.rows.count == 1)
    layout.literature[0].values = []
    #expect(throws: InputError.self) { try shown(layout) }
  }
}
