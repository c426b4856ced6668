import Foundation
import ResultStore
import StrictJSON
import Testing

/// Questions to the history, labels, comparisons, and results that travel.
extension EndToEnd {
  @Suite struct HistoryTests {
    /// A copy of the smoke experiment's results with its own database, for tests that change it.
    private func copied(_ scratch: Scratch) throws -> (spec: String, results: String, ids: [String]) {
      let run = try SmokeRun.fewShot.get()
      let merged = try IMTED.run("import", run.results, "--results", scratch("results"))
      #expect(merged.status == 0, "\(merged.errors)")
      let ids = try FileManager.default.contentsOfDirectory(atPath: scratch("results/runs")).filter {
        !$0.hasPrefix(".")
      }
      return (run.spec, scratch("results"), ids.sorted())
    }

    @Test func conditionsColumnsAndGroups() throws {
      let run = try SmokeRun.fewShot.get()
      func ask(_ arguments: String...) throws -> [JSONValue] {
        let outcome = try IMTED.start(["history", "--json", "--results", run.results] + arguments).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        guard case .array(let rows) = try outcome.json() else { return [] }
        return rows
      }
      #expect(try ask("--where", "arm = 'full-transfer'").count == 2)
      #expect(try ask("--where", "metrics.nAP is not null and metrics.bAP <= 1").count == 6)
      let page = try ask(
        "--columns", "run,tags,metrics.\"AP novel\"", "--sort", "metrics.nAP", "--limit", "2", "--offset", "1")
      #expect(page.count == 2)
      guard case .object(let row)? = page.first else { return }
      #expect(row.keys == ["run", "tags", "AP novel"])
      let groups = try ask("--group", "--metric", "nAP", "--sort", "metrics.nAP")
      #expect(groups.count == 6)
      #expect(groups.allSatisfy { $0["nAP"]?["n"] == 1 && $0["nAP"]?["expected_n"] == 1 })
      let text = try IMTED.run("history", "--group", "--results", run.results)
      #expect(text.output.contains("(n=1)"), "\(text.output)")
    }

    @Test func wrongQuestionsAreNamed() throws {
      let run = try SmokeRun.fewShot.get()
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--where", "seed = 0 and metrics.nAPP > 0.1"),
        naming: ["--where:1:22", "nAPP", "did you mean \"nAP\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--where", "metrics.\"AP novl\" > 0.1"),
        naming: ["--where:1:9", "did you mean \"novel\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--sort", "metrics.XP"), naming: ["--sort", "XP"])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--columns", "run,sed"), naming: ["did you mean \"seed\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--metric", "AP", "--metric", "AP"), naming: ["twice"])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--metric", "mAP"),
        naming: ["--metric", "mAP", "did you mean \"AP\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--sort", "AP"), naming: ["did you mean \"metrics.AP\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--columns", "run,nAP"),
        naming: ["did you mean \"metrics.nAP\""])
    }

    @Test func namesThatCannotBeAreMistakesAndOthersFindNothing() throws {
      let run = try SmokeRun.fewShot.get()
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--experiment", "smoke-few-shoot"),
        naming: ["--experiment", "smoke-few-shoot", "did you mean \"smoke-few-shot\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--where", "arm = 'full-transfr'"),
        naming: ["--where:1:7", "full-transfr", "did you mean \"full-transfer\""])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--where", "experiment = 'smoke'", "--group"),
        naming: ["--where:1:14", "one of smoke-few-shot"])
      let nothing = try IMTED.run("history", "--results", run.results, "--where", "tag = 'papr'", "--json")
      #expect(nothing.status == 0 && nothing.errors == "imted: no runs are what was asked for\n", "\(nothing.errors)")
      #expect(try nothing.json() == [])
    }

    @Test func seedsLeftOutByAConditionAreNotMissing() throws {
      let run = try SmokeRun.singleObject.get()
      let groups = try IMTED.run(
        "history", "--results", run.results, "--group", "--where", "seed = 1", "--metric", "CoLoc", "--json")
      guard case .array(let rows) = try groups.json() else { return }
      #expect(rows.count == 4)
      for row in rows {
        #expect(row["CoLoc"]?["expected_n"] == 1 && row["CoLoc"]?["missing_seeds"] == [], "\(row)")
      }
    }

    @Test func aListThatIsCutSaysSo() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let results = scratch("results")
      try FileManager.default.copyItem(atPath: run.results, toPath: results)
      // Each with a seed and a specification of its own.
      let store = try ResultStore(path: results + "/history.sqlite")
      try store.record(
        (1...60).map { seed in
          RunRecord(
            run: RunRow(
              id: "copy-\(seed)", experiment: "smoke-few-shot", specDigest: "\(seed)", arm: "scratch", shots: 1,
              seed: seed, status: .finished, startedAt: "2026"))
        })
      let cut = try IMTED.run("history", "--results", results)
      #expect(cut.status == 0 && cut.errors == "imted: 50 of 66 runs; --limit 66 shows more\n", "\(cut.errors)")
      let groups = try IMTED.run("history", "--results", results, "--group", "--json")
      #expect(groups.errors == "imted: 50 of 66 groups of finished runs; --limit 66 shows more\n", "\(groups.errors)")
      guard case .array(let shown) = try groups.json() else { return }
      #expect(shown.count == 50)
      // Who says how many gets so many.
      #expect(try IMTED.run("history", "--results", results, "--limit", "50").errors.isEmpty)
      #expect(try IMTED.run("history", "--results", results, "--offset", "16").errors.isEmpty)
    }

    @Test func columnsAreSplitOutsideBrackets() throws {
      let run = try SmokeRun.fewShot.get()
      let page = try IMTED.run(
        "history", "--results", run.results, "--json", "--columns", "run,metrics.AP novel visible[0,0.5),seed")
      guard case .array(let rows) = try page.json(), case .object(let row)? = rows.first else {
        Issue.record("\(page.errors)")
        return
      }
      #expect(row.keys == ["run", "AP novel visible[0,0.5)", "seed"])
    }

    @Test func labelsOutliveTheDatabase() throws {
      let scratch = try Scratch()
      let (_, results, ids) = try copied(scratch)
      let prefix = String(ids[0].prefix(8))
      #expect(try IMTED.run("tag", prefix, "final", "paper-1", "--results", results).status == 0)
      #expect(try IMTED.run("note", prefix, "looks right", "--results", results).status == 0)
      #expect(try IMTED.run("tag", prefix, "paper-1", "--remove", "--results", results).status == 0)
      try FileManager.default.removeItem(atPath: results + "/history.sqlite")
      #expect(try IMTED.run("reindex", "--results", results).status == 0)
      let found = try IMTED.run("history", "--results", results, "--where", "tag = 'final'", "--json").json()
      guard case .array(let rows) = found else { return }
      #expect(rows.map { $0["run"] } == [.string(ids[0])])
      #expect(rows.first?["tags"] == "final" && rows.first?["note"] == "looks right")
      let shown = try IMTED.run("show", prefix, "--results", results, "--json").json()
      #expect(shown["tags"] == ["final"] && shown["note"] == "looks right")
      expectOneSentence(try IMTED.run("tag", "nothing", "x", "--results", results), naming: ["no run \"nothing\""])
      expectOneSentence(try IMTED.run("tag", prefix, "two words", "--results", results), naming: ["two words"])
      expectOneSentence(
        try IMTED.run("tag", prefix, "finl", "--remove", "--results", results), naming: ["did you mean \"final\""])
    }

    @Test func twoRunsAreCompared() throws {
      let run = try SmokeRun.fewShot.get()
      let history = try IMTED.run("history", "--results", run.results, "--sort", "cell", "--json").json()
      guard case .array(let rows) = history, case .string(let a)? = rows.first?["run"],
        case .string(let b)? = rows.last?["run"]
      else {
        Issue.record("no runs")
        return
      }
      let same = try IMTED.run("diff", a, a, "--results", run.results, "--json").json()
      #expect(same["spec"] == [] && same["cell"] == [] && same["execution"] == [] && same["protocol"]?["shared"] == [])
      let outcome = try IMTED.run("diff", a, b, "--results", run.results, "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let diff = try outcome.json()
      #expect(diff["left"] == .string(a) && diff["right"] == .string(b) && diff["spec"] == [])
      guard case .array(let stages)? = diff["stages"], case .array(let metrics)? = diff["metrics"] else {
        Issue.record("no stages and metrics")
        return
      }
      #expect(stages.first { $0["role"] == "data" }?["same"] == true)
      #expect(stages.first { $0["role"] == "train" }?["same"] == false)
      #expect(metrics.count == 5 * 12)
      let text = try IMTED.run("diff", String(a.prefix(8)), String(b.prefix(8)), "--results", run.results)
      #expect(text.output.contains("specification: same") && text.output.contains("$.arm"), "\(text.output)")
    }

    @Test func recordsMakeTheSameTableElsewhere() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let exported = try IMTED.run("export", "records", run.spec, "--to", scratch("sent"), "--results", run.results)
      #expect(exported.status == 0, "\(exported.errors)")
      #expect(Files.named("weights.safetensors", below: scratch("sent")).isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("sent")).sorted() == ["objects", "runs"])
      #expect(!Files.below(scratch("sent")).contains { $0.contains("/.") })
      for _ in 0..<2 {
        let imported = try IMTED.run("import", scratch("sent"), "--results", scratch("here"), "--records")
        #expect(imported.status == 0, "\(imported.errors)")
      }
      for experiment in [run.spec, "smoke-few-shot"] {
        let there = try IMTED.run("table", experiment, "--results", run.results, "--format", "json")
        let here = try IMTED.run("table", experiment, "--results", scratch("here"), "--format", "json")
        #expect(here.status == 0 && here.output == there.output, "\(here.errors)")
      }
      expectOneSentence(
        try IMTED.run("export", "records", "smoke-few-shoot", "--to", scratch("no"), "--results", run.results),
        naming: ["did you mean \"smoke-few-shot\""])
    }

    @Test func recordsWithoutCellsMakeTheSameTableAndCellsCanFollow() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let export = ["export", "records", run.spec, "--results", run.results, "--to"]
      for (name, options) in [("small", ["--without-cells"]), ("whole", [])] {
        let exported = try IMTED.start(export + [scratch(name)] + options).outcome()
        #expect(exported.status == 0, "\(exported.errors)")
      }
      #expect(Files.named("cells.h5", below: scratch("small")).isEmpty)
      #expect(try IMTED.run("import", scratch("small"), "--results", scratch("here"), "--records").status == 0)
      let there = try IMTED.run("table", run.spec, "--results", run.results)
      let here = try IMTED.run("table", run.spec, "--results", scratch("here"))
      #expect(here.status == 0 && here.output == there.output, "\(here.errors)")
      let question = ["reevaluate", run.spec, "--subset", "visible[0,0.5)", "--results", scratch("here")]
      expectOneSentence(try IMTED.start(question).outcome(), naming: ["without its cells", "imted import"])
      #expect(try IMTED.run("import", scratch("whole"), "--results", scratch("here"), "--records").status == 0)
      let answer = try IMTED.start(question).outcome()
      #expect(answer.status == 0, "\(answer.errors)")
    }

    @Test func whatCannotBeTakenEndsWithOne() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      _ = try IMTED.run("export", "records", run.spec, "--to", scratch("sent"), "--results", run.results)
      let file = try #require(Files.named("metrics.json", below: scratch("sent")).first)
      try Files.text(file).replacingOccurrences(of: "0", with: "1").write(
        toFile: file, atomically: false, encoding: .utf8)
      let imported = try IMTED.run("import", scratch("sent"), "--results", scratch("here"))
      #expect(imported.status == 1)
      #expect(imported.errorLines.count == 2 && imported.errors.contains("metrics.json"), "\(imported.errors)")
      #expect(imported.output.contains("5 runs taken"))
    }

    @Test func tornRunsAreSetAsideByReindex() throws {
      let scratch = try Scratch()
      let (_, results, ids) = try copied(scratch)
      let file = "\(results)/runs/\(ids[1])/run.json"
      try String(Files.text(file).prefix(300)).write(toFile: file, atomically: false, encoding: .utf8)
      let outcome = try IMTED.run("reindex", "--results", results)
      #expect(outcome.status == 0 && outcome.output.contains("5 runs"), "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(ids[1]))
      #expect(Files.exists("\(results)/runs/.torn/\(ids[1])/run.json") && !Files.exists(file))
      #expect(try IMTED.run("reindex", "--results", results).errors.isEmpty)
    }

    @Test func tornMeasuresAreNamedAndTheirRunHasFailedUntilTheyAreBack() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let (spec, results, _) = try copied(scratch)
      let file = try #require(Files.named("metrics.json", below: results + "/objects").first)
      try String(Files.text(file).prefix(100)).write(toFile: file, atomically: false, encoding: .utf8)
      let doctor = try IMTED.run("doctor", "--results", results)
      #expect(doctor.status == 1 && doctor.output.contains("wrong: \(file) has 100 bytes"), "\(doctor.output)")
      let reindex = try IMTED.run("reindex", "--results", results)
      #expect(reindex.status == 0 && reindex.output.contains("6 runs"), "\(reindex.errors)")
      #expect(reindex.errors.contains("set aside an artifact") && reindex.errors.contains(file), "\(reindex.errors)")
      #expect(reindex.errors.contains("recorded as failed: run ") && reindex.errorLines.count == 2)
      #expect(!Files.exists(file) && Files.named("metrics.json", below: results + "/objects/.torn").count == 1)
      let failed = try IMTED.run(
        "history", "--results", results, "--where", "status = 'failed'", "--columns", "run,message", "--json")
      guard case .array(let rows) = try failed.json(), case .string(let message)? = rows.first?["message"] else {
        Issue.record("\(failed.output)")
        return
      }
      #expect(rows.count == 1 && message.contains("imted run"), "\(message)")
      // Said as often as it is asked.
      #expect(try IMTED.run("reindex", "--results", results).errors.contains("recorded as failed"))
      #expect(try IMTED.run("doctor", "--results", results).output.contains("its measures are gone"))
      #expect(try IMTED.run("plan", spec, "--results", results).output.contains("6 runs, 5 of them complete"))
      // Brought back from elsewhere.
      let brought = try IMTED.run("import", run.results, "--results", results, "--records")
      #expect(brought.status == 0, "\(brought.errors)")
      let finished = try IMTED.run("history", "--results", results, "--where", "status = 'finished'", "--json").json()
      guard case .array(let all) = finished else { return }
      #expect(all.count == 6)
    }

    @Test func commandsThatNeedAFolderMakeNone() throws {
      let scratch = try Scratch()
      for command in [["reindex"], ["gc", "--dry-run"], ["gc"], ["verify", "abc"]] {
        expectOneSentence(
          try IMTED.start(command + ["--results", scratch("none")]).outcome(), naming: ["--results", scratch("none")])
        #expect(!Files.exists(scratch("none")), "\(command)")
      }
    }

    @Test func whatNoRunNeedsIsFreed() throws {
      let scratch = try Scratch()
      let (spec, results, ids) = try copied(scratch)
      try FileManager.default.removeItem(atPath: "\(results)/runs/\(ids[0])")
      let dry = try IMTED.run("gc", "--results", results, "--keep-days", "0", "--dry-run", "--json").json()
      guard case .array(let items)? = dry["items"] else { return }
      #expect(items.count { $0["kind"] == "artifact" } > 0)
      let freed = try IMTED.run("gc", "--results", results, "--keep-days", "0", "--json").json()
      #expect(freed["items"] == dry["items"] && freed["bytes"] == dry["bytes"])
      let plan = try IMTED.run("plan", spec, "--results", results)
      #expect(plan.output.contains("6 runs, 5 of them complete"), "\(plan.output)")
    }
  }
}
