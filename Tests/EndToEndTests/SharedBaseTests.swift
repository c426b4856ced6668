import Testing

/// One base training for several seeds: whoever gives intervals over those seeds says what they leave out.
extension EndToEnd {
  @Suite struct SharedBaseTests {
    @Test func everyIntervalOverSeedsThatShareABaseSaysSo() throws {
      let scratch = try Scratch()
      let spec = try SmallExperiment.write("benchmarks/tiny/table4-few-shot.json", into: scratch)
      let shared = [
        "--results", scratch("results"), "--set", #"matrix.arms=["full-transfer", "encoder-only"]"#,
        "--set", #"matrix.variants=[{"name": "one", "set": {}}]"#, "--set", "matrix.shots=[1]",
        "--set", "matrix.seeds=[0, 1]", "--set", "matrix.pretrain_seeds=[0, 0]", "--set", "matrix.base_seeds=[0, 0]",
        "--set", "tables[1].baseline={\"arm\": \"encoder-only\"}",
      ]
      let made = try IMTED.start(["run", spec] + shared).outcome()
      #expect(made.status == 0, "\(made.errors)")
      let (base, pretraining) = (
        "One base training (seed 0) serves all seeds", "One pre-training (seed 0) serves all seeds"
      )
      for command in [
        ["table", spec], ["table", spec, "--repeats"], ["report", spec], ["reevaluate", spec],
        ["plot", spec, "--kind", "forest"], ["plot", spec, "--kind", "variants"], ["plot", spec, "--kind", "classes"],
        ["compare", spec, "--arms", "full-transfer", "encoder-only"],
        ["compare", spec, "--arms", "full-transfer", "encoder-only", "--json"],
      ] {
        let said = try IMTED.start(command + shared).outcome()
        #expect(said.status == 0, "\(command): \(said.errors)")
        // Notes of figures are broken into lines.
        let text = said.output.replacing(#/</text>\s*<text[^>]*>/#, with: " ")
        #expect(text.contains(base), "\(command): \(text)")
        #expect(text.contains(pretraining), "\(command): \(text)")
      }
      // Where each seed has its own, there is nothing to say.
      let run = try SmokeRun.fewShot.get()
      let own = try IMTED.run(
        "compare", run.spec, "--results", run.results, "--arms", "full-transfer", "encoder-only", "--json")
      #expect(own.status == 0 && !own.output.contains("base_training"), "\(own.output)\(own.errors)")
    }
  }
}
