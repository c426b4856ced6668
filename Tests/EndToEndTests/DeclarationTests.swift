import Foundation
import StrictJSON
import Testing

/// Experiments that are declared otherwise than when they were run: what they share with it they have.
extension EndToEnd {
  @Suite struct DeclarationTests {
    private func ask(_ command: [String], _ changes: String..., more: [String] = []) throws -> Outcome {
      let run = try SmokeRun.singleObject.get()
      #expect(run.status == 0, "\(run.errors)")
      let set = changes.flatMap { ["--set", $0] }
      return try IMTED.start(command + [run.spec, "--results", run.results] + set + more).outcome()
    }

    @Test func moreSeedsLeaveHolesBesideTheResultsThereAre() throws {
      let run = try SmokeRun.singleObject.get()
      let before = Files.below(run.results).filter { !$0.contains("history.sqlite-") }
      let table = try ask(["table"], "matrix.seeds=[0,1,2]")
      #expect(table.status == 0, "\(table.errors)")
      #expect(table.errors.isEmpty && table.output.contains("(n=2/3)"), "\(table.output)\(table.errors)")
      #expect(Files.below(run.results).filter { !$0.contains("history.sqlite-") } == before)
      let report = try ask(["report"], "matrix.seeds=[0,1,2]")
      #expect(report.status == 0 && report.output.contains("4 of 12 runs are missing or not finished"))
    }

    @Test func fewerSeedsAndFewerArmsAreFound() throws {
      let one = try ask(["table"], "matrix.seeds=[1]")
      #expect(one.status == 0 && one.output.contains("of seed 1 alone (n=1)"), "\(one.errors)")
      let arms = #"matrix.arms=["full-transfer","encoder-only"]"#
      let two = try ask(["table"], arms, more: ["--format", "csv"])
      #expect(two.status == 0 && two.output.split(separator: "\r\n").count == 1 + 2 * 4, "\(two.errors)")
      let whole = try ask(["table"], more: ["--format", "csv"]).output.split(separator: "\r\n")
      #expect(two.output.split(separator: "\r\n").allSatisfy { whole.contains($0) })
    }

    @Test(arguments: [
      ["plot", "--kind", "forest"], ["compare", "--arms", "full-transfer", "scratch", "--resamples", "40"],
      ["reevaluate"], ["export", "notebook"],
    ])
    func allThatReadAnExperimentFindThem(command: [String]) throws {
      let scratch = try Scratch()
      let words = command.first == "export" ? 2 : 1
      let more = Array(command.dropFirst(words)) + (words == 2 ? ["--out", scratch("n.ipynb")] : [])
      let outcome = try ask(Array(command.prefix(words)), "matrix.seeds=[0,1,2]", more: more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      if words == 2 {
        // The notebook asks the database for them by id: eight ids of 16 digits.
        let text = try Files.text(scratch("n.ipynb"))
        let line = try #require(text.split(separator: "\n").first { $0.contains("OTHERS = [") })
        #expect(line.split(separator: ",").count >= 8, "\(line)")
      }
    }

    @Test func otherSettingsShareNothing() throws {
      let other = try ask(["table"], "train.lr=0.123")
      expectOneSentence(other, naming: ["no run of the experiment", "as it is declared now", "imted run"])
    }

    @Test func whatCannotBePlannedSaysSo() throws {
      let run = try SmokeRun.singleObject.get()
      let outcome = try IMTED.run(
        "table", run.spec, "--results", run.results, "--set", "matrix.seeds=[0]",
        environment: ["IMTED_STAMPS": "/no/such/folder"])
      expectOneSentence(outcome, naming: ["as it is declared now", "could not be looked for", "/no/such/folder"])
    }
  }
}
