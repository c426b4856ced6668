import Spec
import StrictJSON
import Testing

/// Groups, differences, bold values and siunitx of tables.
@Suite struct TableStyleTests {
  private func read(_ table: String) throws -> ExperimentSpec {
    try ExperimentSpec(
      document: try JSONDocument(text: ExampleSpecs.composed, file: "spec.json"), overrides: ["tables=[\(table)]"])
  }

  private let styled = """
    {"name": "t", "rows": ["shots", "arm"], "baseline": {"arm": "scratch"}, "best": "holm", "latex": "siunitx",
     "columns": [{"metric": "AP", "group": "Novel"}, {"metric": "AP50", "group": "Novel", "difference": false}]}
    """

  @Test func stylesAreReadAndWrittenBack() throws {
    let spec = try read(styled)
    let table = spec.tables[0]
    #expect(table.best == .holm && table.latex == .siunitx)
    #expect(table.columns.map(\.group) == ["Novel", "Novel"])
    #expect(table.columns.map(\.showsDifference) == [true, false])
    #expect(try ExperimentSpec(JSONDocument(value: spec.json).root) == spec)
  }

  @Test func tablesWithoutStyleAreWrittenAsBefore() throws {
    let json = try read(#"{"name": "t", "rows": ["shots", "arm"], "columns": [{"metric": "AP"}]}"#).tables[0].json
    #expect(
      json.canonicalText
        == #"{"columns":[{"label":"AP","metric":"AP","subset":"all"}],"name":"t","rows":["shots","arm"],"title":"t"}"#)
  }

  @Test(arguments: [
    (#""best": "bold", "columns": [{"metric": "AP"}]"#, "$.tables[0].best: found \"bold\""),
    (#""latex": "si", "columns": [{"metric": "AP"}]"#, "$.tables[0].latex: found \"si\""),
    (#""columns": [{"metric": "AP", "group": ""}]"#, "$.tables[0].columns[0].group: found an empty group"),
    (
      #""columns": [{"metric": "AP", "difference": false}]"#,
      "$.tables[0].columns[0]: found \"difference\": false in a table without a baseline"
    ),
  ])
  func whatMeansNothingIsRefused(members: String, message: String) throws {
    let error = #expect(throws: InputError.self) {
      try read(#"{"name": "t", "rows": ["shots", "arm"], \#(members)}"#)
    }
    #expect("\(try #require(error))".contains(message), "\(error.map { "\($0)" } ?? "")")
  }
}
