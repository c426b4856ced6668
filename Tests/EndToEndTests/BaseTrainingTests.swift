import StrictJSON
import Testing

/// The model of base training measured itself, before any fine-tuning.
extension EndToEnd {
  @Suite struct BaseTrainingTests {
    @Test func theModelThatFewShotsStartFromIsMeasuredWithoutTrainingAgain() throws {
      let scratch = try Scratch()
      let fewShot = try SmallExperiment.write("benchmarks/tiny/table4-few-shot.json", into: scratch)
      let results = ["--results", scratch("results")]
      let tuned = try IMTED.run("run", fewShot, results[0], results[1], "--set", "matrix.shots=[1]")
      #expect(tuned.status == 0, "\(tuned.errors)")
      let spec = try scratch.write(
        "base.json",
        [
          "extends": .string(fewShot), "name": "base", "fine_tune": .null,
          "matrix": ["shots": .null, "setting": "base"], "evaluation": ["subsets": ["base", "all"]],
          "tables": [
            [
              "name": "main", "rows": ["variant", "arm"],
              "columns": [["metric": "AP", "subset": "base"], ["metric": "AP", "subset": "all"]],
            ]
          ],
        ])
      // Only what comes after base training is left: twelve stages of six runs.
      let plan = try IMTED.run("plan", spec, results[0], results[1])
      #expect(plan.status == 0 && plan.output.contains(" 12 would run"), "\(plan.output)\(plan.errors)")
      let run = try IMTED.run("run", spec, results[0], results[1])
      #expect(run.status == 0, "\(run.errors)")
      let table = try IMTED.run("table", spec, results[0], results[1], "--format", "json")
      #expect(table.status == 0, "\(table.errors)")
      guard case .array(let tables) = try table.json(), case .array(let rows)? = tables.first?["rows"] else {
        Issue.record("no table")
        return
      }
      #expect(rows.count == 6)
      for row in rows {
        guard case .array(let cells)? = row["cells"], cells.count == 2 else { continue }
        // The model knows no other categories, so all of them are the base ones.
        #expect(cells[0]["estimate"] == cells[1]["estimate"] && cells[0]["missing_seeds"] == [], "\(row)")
        #expect(cells[0]["estimate"]?["n"] == 1)
      }
      let id = try #require(
        try Database.ask(scratch("results"), "SELECT id FROM run WHERE experiment = 'base'").first)
      let shown = try IMTED.run("show", id, results[0], results[1])
      #expect(shown.output.contains("label space                  base\n"), "\(shown.output)")
    }
  }
}
