import Foundation
import StrictJSON
import Testing

/// What tells a user why something runs, and makes it anew on demand.
extension EndToEnd {
  @Suite struct RerunTests {
    @Test func anEditedFieldIsNamedBeforeAndAfterItsRerun() throws {
      let run = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      try FileManager.default.copyItem(atPath: run.results, toPath: scratch("results"))
      let results = scratch("results")
      let nothing = try IMTED.run("explain", run.spec, "--results", results)
      #expect(nothing.status == 0 && nothing.output.contains("0 would run"), "\(nothing.errors)\(nothing.output)")

      let change = "fine_tune.lr=0.002"
      let whatIf = try IMTED.run("explain", run.spec, "--results", results, "--what-if", change)
      #expect(whatIf.output.contains("fine_tune.lr: 0.0005 → 0.002"), "\(whatIf.output)")
      #expect(whatIf.output.contains("reaches train ×6"), "\(whatIf.output)")
      #expect(whatIf.output.contains("the stages most like these took"), "\(whatIf.output)")
      let plan = try IMTED.run("plan", run.spec, "--results", results, "--set", change, "--json").json()
      guard case .array(let stages)? = plan["reasons"]?["stages"] else {
        Issue.record("no reasons in the plan")
        return
      }
      // 3 arms and 2 shots: fine-tuned, predicted, measured, features taken.
      #expect(stages.count == 24)

      let rerun = try IMTED.run("run", run.spec, "--results", results, "--set", change)
      #expect(rerun.status == 0, "\(rerun.errors)")
      #expect(rerun.errors.contains("fine_tune.lr: 0.0005 → 0.002"), "\(rerun.errors)")
      #expect(rerun.output.contains("24 stages run"), "\(rerun.output)")
      let runs = try FileManager.default.contentsOfDirectory(atPath: results + "/runs").filter { !$0.hasPrefix(".") }
      let new = try #require(runs.first { !FileManager.default.fileExists(atPath: "\(run.results)/runs/\($0)") })
      let explained = try IMTED.run("explain", String(new.prefix(12)), "--results", results)
      #expect(explained.output.contains("  fine_tune.lr: 0.0005 → 0.002"), "\(explained.output)\(explained.errors)")
      #expect(explained.output.contains("the same artifacts: data, pretrain, transfer, train"), "\(explained.output)")
    }

    @Test func aRunUpToAStageLeavesTheRestForLater() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let results = scratch("results")
      try FileManager.default.copyItem(atPath: run.results, toPath: results)
      func runs() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: results + "/runs").sorted() }
      let before = try runs()
      let command = ["run", run.spec, "--results", results, "--set", "fine_tune.lr=0.004", "--limit", "1"]
      let part = try IMTED.start(command + ["--until", "fine-tune"]).outcome()
      #expect(part.status == 0 && part.output.contains("up to fine-tune: 1 stages run"), "\(part.output)\(part.errors)")
      #expect(try runs() == before)
      // Predicted, measured, features taken.
      let rest = try IMTED.start(command).outcome()
      #expect(
        rest.status == 0 && rest.output.contains("1 of 1 runs done; 3 stages run"), "\(rest.output)\(rest.errors)")
      let single = try SmokeRun.singleObject.get()
      expectOneSentence(
        try IMTED.run("run", single.spec, "--results", single.results, "--until", "fine-tune"),
        naming: ["--until", "fine-tune", "data, pretrain, transfer, train, predict"])
      #expect(try IMTED.run("run", run.spec, "--results", results, "--until", "evaluate").status == 64)
      expectOneSentence(
        try IMTED.run("run", single.spec, "--results", single.results, "--dry-run", "--refresh", "fine-tune"),
        naming: ["--refresh", "fine-tune", "data, pretrain, transfer, train, predict"])
    }

    @Test func aDryRunSaysWhatARefreshWouldDo() throws {
      let run = try SmokeRun.fewShot.get()
      let before = Files.below(run.results + "/objects")
      let dry = try IMTED.run("run", run.spec, "--results", run.results, "--dry-run", "--refresh", "evaluate")
      #expect(dry.status == 0 && dry.errors.isEmpty, "\(dry.errors)")
      for line in [
        "anew      evaluate", "to be made anew: evaluate ×6", " 6 would run", "6 artifacts would be set aside",
      ] {
        #expect(dry.output.contains(line), "\(line) in \(dry.output)")
      }
      #expect(Files.below(run.results + "/objects") == before)
    }

    @Test func theOnlyCopyOfMeasuresIsNotSetAsideForTrainingsThatNobodyAskedFor() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let results = scratch("results")
      #expect(try IMTED.run("import", run.results, "--results", results, "--records").status == 0)
      let before = Files.named("metrics.json", below: results)
      let command = ["run", run.spec, "--results", results, "--refresh", "evaluate"]
      for arguments in [command, command + ["--dry-run"]] {
        expectOneSentence(
          try IMTED.start(arguments).outcome(),
          naming: ["--refresh", "predict ×6", "--until predict", "--refresh predict"])
        #expect(Files.named("metrics.json", below: results) == before)
      }
      // Named as a whole, it is meant.
      let all = try IMTED.run("run", run.spec, "--results", results, "--refresh", "data", "--dry-run")
      #expect(all.status == 0 && all.output.contains("6 artifacts would be set aside"), "\(all.errors)")
    }

    @Test func whatCouldNotBeMadeAgainIsNotCountedAsMade() throws {
      let (run, scratch) = (try SmokeRun.singleObject.get(), try Scratch())
      let results = scratch("results")
      #expect(try IMTED.run("import", run.results, "--results", results, "--records").status == 0)
      let runs = try FileManager.default.contentsOfDirectory(atPath: results + "/runs").sorted()
      let id = try #require(runs.first { !$0.hasPrefix(".") })
      let verified = try IMTED.run("verify", id, "--results", results)
      #expect(verified.status == 0 && verified.output.contains("\(id): unknown"), "\(verified.output)")
      let shown = try IMTED.run("show", id, "--results", results)
      #expect(shown.output.contains("unknown, 0 of 6 stages made again"), "\(shown.output)\(shown.errors)")
      #expect(try IMTED.run("show", id, "--results", results, "--json").json()["verification"]?["stages"] == 0)
      let table = try IMTED.run("table", run.spec, "--results", results, "--repeats")
      #expect(
        table.output.contains("of 8 runs: 1 unknown (none of their stages could be made again), 7 not tried."),
        "\(table.output)\(table.errors)")
      // What was found out before stays.
      let file = "\(results)/runs/\(id)/verification.json"
      guard case .object(var found) = try JSONDocument(file: file).root.value else {
        fatalError("no object in \(file)")
      }
      found["grade"] = "bit-equal"
      found["stages"] = [["role": "train", "key": .string(String(repeating: "a", count: 64)), "outcome": "equal"]]
      try Data(JSONValue.object(found).prettyText().utf8).write(to: URL(fileURLWithPath: file))
      let again = try IMTED.run("verify", id, "--results", results)
      #expect(again.output.contains("\(id): unknown; found before: bit-equal"), "\(again.output)")
      #expect(try Files.text(file).contains("bit-equal"))
    }

    @Test func aVerifiedRunHasTheSameBits() throws {
      let run = try SmokeRun.singleObject.get()
      let runs = try FileManager.default.contentsOfDirectory(atPath: run.results + "/runs").sorted()
      let id = try #require(runs.first { !$0.hasPrefix(".") })
      let verified = try IMTED.run("verify", id, "--results", run.results, "--stage", "train", "--stage", "evaluate")
      #expect(verified.status == 0, "\(verified.errors)\(verified.output)")
      #expect(verified.output.contains("train: the same bits"), "\(verified.output)")
      #expect(verified.output.contains("\(id): bit-equal"), "\(verified.output)")
      #expect(FileManager.default.fileExists(atPath: "\(run.results)/runs/\(id)/verification.json"))
      let shown = try IMTED.run("show", id, "--results", run.results)
      #expect(
        shown.output.contains("bit-equal, 2 of ") && shown.output.contains(" stages made again, 2"),
        "\(shown.output)\(shown.errors)")
      let table = try IMTED.run("table", run.spec, "--results", run.results, "--repeats")
      #expect(
        table.output.contains("of 8 runs: 1 bit-equal (of 1 only some stages were made again), 7 not tried."),
        "\(table.output)\(table.errors)")
      expectOneSentence(
        try IMTED.run("verify", id, "--results", run.results, "--stage", "fine-tune"),
        naming: ["--stage", "fine-tune", "transfer, train, predict"])
      let unknown = try IMTED.run("verify", "nothing", "--results", run.results)
      #expect(unknown.status == 65 && unknown.errors.contains("no run \"nothing\""), "\(unknown.errors)")
    }

    @Test func aResolvedExperimentSaysWhereEachValueIsFrom() throws {
      let scratch = try Scratch()
      let part = try JSONDocument(file: Repository.path("benchmarks/smoke/single-object.json")).root.value
      try scratch.write("parts/common.json", part)
      let child = try scratch.write(
        "child.json", #"{"extends": "parts/common.json", "name": "child", "train": {"epochs": 3}}"#)
      let resolved = try IMTED.run("plan", child, "--resolved", "--set", "train.lr=0.5")
      #expect(resolved.status == 0, "\(resolved.errors)")
      let lines = resolved.output.split(separator: "\n")
      func line(_ path: String) -> Substring { lines.first { $0.hasPrefix(path + " ") } ?? "" }
      #expect(line("train.epochs").hasSuffix("child.json:1"))
      #expect(line("data.seed").contains("parts/common.json:"))
      #expect(line("train.lr").hasSuffix("--set train.lr=0.5"))
      #expect(line("train.flip").hasSuffix("default"))
      let run = try IMTED.run("plan", child, "--results", scratch("results"))
      #expect(run.status == 0 && run.output.contains("child: 8 runs"), "\(run.errors)")
    }

    @Test func theSchemaIsPrinted() throws {
      for arguments in [["schema"], ["schema", "--part"]] {
        let outcome = try IMTED.start(arguments).outcome()
        #expect(outcome.status == 0)
        _ = try outcome.json()
      }
    }
  }
}
