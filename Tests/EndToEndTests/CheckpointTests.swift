import Foundation
import StrictJSON
import Testing

/// Experiments that start from an MAE trained elsewhere.
extension EndToEnd {
  @Suite struct CheckpointTests {
    @Test func aCheckpointStandsInForPretraining() throws {
      let whole = try SmokeRun.fewShot.get()
      let weights = try #require(
        Files.named("stage.json", below: whole.results + "/objects").first {
          try JSONDocument(file: $0).root.value["kind"] == "pretrain"
        }.map { $0.replacingOccurrences(of: "stage.json", with: "weights.safetensors") })
      let scratch = try Scratch()
      let results = scratch("results")
      let set = "pretrain={\"checkpoint\": \"\(weights)\"}"
      let run = try IMTED.run("run", whole.spec, "--results", results, "--set", set, "--limit", "1")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("import weights"))
      #expect(!run.errors.contains("started   pretrain"))
      // The same weights lead to the same measures, bit for bit. Only the run's own name is another.
      func measures(_ results: String) throws -> [String] {
        try Database.metrics(results).map { String($0.drop { $0 != " " }) }
      }
      let own = try measures(results)
      #expect(!own.isEmpty)
      let expected = try measures(whole.results)
      #expect(own.allSatisfy { expected.contains($0) })
    }

    @Test func aCheckpointIsCheckedBeforeAnythingRuns() throws {
      let whole = try SmokeRun.fewShot.get()
      func refusal(_ set: String) throws -> String {
        let plan = try IMTED.run("plan", whole.spec, "--set", set)
        #expect(plan.status == 65)
        return plan.errors
      }
      #expect(
        try refusal("pretrain={\"checkpoint\": \"/no/such.pth\"}").contains("/no/such.pth: found no readable file"))
      #expect(
        try refusal("pretrain={\"checkpoint\": \"a.pth\", \"samples\": 3}").contains("either \"checkpoint\" alone"))
    }
  }
}
