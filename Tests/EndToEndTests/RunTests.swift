import FeatureStore
import Foundation
import Models
import ResultStore
import StrictJSON
import Testing

/// What a whole run leaves, for both shapes of experiment.
extension EndToEnd {
  @Suite struct RunTests {
    @Test func theSingleObjectSmokeRunsToItsTable() throws {
      let run = try SmokeRun.singleObject.get()
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("8 of 8 runs done"))
      #expect(run.output.contains("database: \(run.results)/history.sqlite"))
      let table = try IMTED.run("table", run.spec, "--results", run.results)
      #expect(table.status == 0, "\(table.errors)")
      for word in ["full-transfer", "random-decoder", "encoder-only", "scratch", "mAP", "CoLoc", "n=2"] {
        #expect(table.output.contains(word), "no \(word) in \(table.output)")
      }
    }

    @Test func theFewShotSmokeRunsToItsTables() throws {
      let run = try SmokeRun.fewShot.get()
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("6 of 6 runs done"))
      let table = try IMTED.run("table", run.spec, "--results", run.results)
      #expect(table.status == 0, "\(table.errors)")
      for word in ["full-transfer", "nAP", "bAP", "visible\\[0,0.5)", "n=1"] {
        #expect(table.output.contains(word), "no \(word) in \(table.output)")
      }
    }

    @Test func tablesComeAsJSONLaTeXAndCSV() throws {
      let run = try SmokeRun.fewShot.get()
      func table(_ format: String) throws -> Outcome {
        let outcome = try IMTED.run("table", run.spec, "--results", run.results, "--format", format)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome
      }
      guard case .array(let tables) = try table("json").json() else {
        Issue.record("no list of tables")
        return
      }
      #expect(tables.map { $0["name"] } == ["main", "occlusion"])
      let latex = try table("latex").output
      #expect(latex.contains("\\begin{tabular}"))
      #expect(!latex.contains("nan"))
      let lines = try table("csv").output.split(separator: "\r\n")
      #expect(lines.count >= 2 * (1 + 6))
      #expect(lines.first?.contains("arm") == true)
    }

    @Test func oneTableIsPrintedByItsNameFromARecordedExperiment() throws {
      let run = try SmokeRun.fewShot.get()
      let whole = try IMTED.run("table", "smoke-few-shot", "--results", run.results)
      let one = try IMTED.run("table", "smoke-few-shot", "--results", run.results, "--table", "occlusion")
      #expect(whole.status == 0 && one.status == 0, "\(whole.errors) \(one.errors)")
      #expect(whole.output.contains("Novel AP after K shots"))
      #expect(!one.output.contains("Novel AP after K shots"))
    }

    @Test func aSecondRunHasNothingToDoAndChangesNothing() throws {
      let run = try SmokeRun.fewShot.get()
      let before = try Database.metrics(run.results)
      let again = try IMTED.run("run", run.spec, "--results", run.results)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("nothing to do"))
      #expect(!again.errors.contains("started"))
      #expect(again.output.contains("0 stages run"))
      #expect(try Database.metrics(run.results) == before)
    }

    @Test func aChangedTitleMakesNothingNew() throws {
      let run = try SmokeRun.fewShot.get()
      let outcome = try IMTED.run("run", run.spec, "--results", run.results, "--set", "title=Other words", "--dry-run")
      #expect(outcome.output.contains("0 would run"), "\(outcome.output)")
    }

    @Test func theDatabaseKnowsWhatEachStageWasMadeFrom() throws {
      let run = try SmokeRun.fewShot.get()
      let database = try ResultStore(path: run.results + "/history.sqlite", access: .readOnly)
      let holes = "count(version is null or config_json is null or artifact_bytes is null or null)"
      #expect(try database.ask("select \(holes), count(*) > 0 from stage").rows == [[0, 1]])
      let arms = try database.ask(
        "select distinct json_extract(config_json, '$.arm') from stage where kind = 'train' order by 1")
      #expect(arms.rows == [["encoder-only"], ["full-transfer"], ["random-decoder"]])
    }

    @Test(.enabled(if: Tool.hasSQLite, "sqlite3 is not installed"))
    func sqlite3FindsOneRowARun() throws {
      let run = try SmokeRun.fewShot.get()
      let rows = try Database.ask(
        run.results,
        """
        select arm, seed, value from metric join run on run.id = metric.run_id \
        where metric.name = "AP" and subset = "novel"
        """)
      #expect(rows.count == 6, "\(rows)")
    }

    @Test func everyFeatureFileHasARowAnObject() throws {
      for run in [try SmokeRun.singleObject.get(), try SmokeRun.fewShot.get()] {
        let files = Files.named("features.h5", below: run.results + "/objects")
        #expect(files.count == (run.spec.contains("few-shot") ? 6 : 8))
        var rows: Set<Int> = []
        for path in files {
          let file = try FeatureFile(path: path)
          rows.insert(file.batch.count)
          #expect(file.dimension > 0)
          #expect(file.batch.features.allSatisfy { $0.isFinite })
          #expect(file.batch.scores.allSatisfy { (0...1).contains($0) })
        }
        // Every arm has the same objects.
        #expect(rows.count == 1 && rows.first ?? 0 >= 16)
      }
    }

    @Test(.enabled(if: Tool.hasH5py, "python3 cannot import h5py"))
    func h5pyOpensEveryFeatureFile() throws {
      let run = try SmokeRun.fewShot.get()
      let files = Files.named("features.h5", below: run.results + "/objects")
      let program = """
        import h5py, sys
        for path in sys.argv[1:]:
          with h5py.File(path) as f:
            assert f["features"].ndim == 2 and len(f["labels"]) == len(f["features"]) == len(f["image_ids"])
            print(f.attrs["arm"])
        """
      let outcome = try Tool.run("python3", ["-c", program] + files)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.split(separator: "\n").count == files.count)
    }

    @Test func theTransferProofShowsTheArm() throws {
      for run in [try SmokeRun.singleObject.get(), try SmokeRun.fewShot.get()] {
        let files = Files.named("transfer.json", below: run.results + "/objects")
        #expect(files.count == (run.spec.contains("few-shot") ? 3 : 8))
        for path in files {
          let proof = try TransferProof(try JSONDocument(file: path).root)
          #expect(proof.derived == proof.declared)
          #expect((proof.fileDigest == nil) == (proof.declared == .scratch))
        }
      }
    }

    @Test func historyAndPlanSpeakJSON() throws {
      let run = try SmokeRun.fewShot.get()
      let history = try IMTED.run("history", "--results", run.results, "--json", "--metric", "AP novel")
      #expect(history.status == 0, "\(history.errors)")
      _ = try history.json()
      let plan = try IMTED.run("plan", run.spec, "--results", run.results, "--json")
      #expect(plan.status == 0, "\(plan.errors)")
      guard case .array(let stages)? = try plan.json()["stages"], case .array(let runs)? = try plan.json()["runs"]
      else {
        Issue.record("no stages and runs in the plan")
        return
      }
      #expect(runs.count == 6)
      #expect(stages.allSatisfy { $0["state"] == "there" })
    }

    @Test func theDatabaseCanBeMadeAnewFromTheRuns() throws {
      let run = try SmokeRun.fewShot.get()
      let before = try Database.metrics(run.results)
      let outcome = try IMTED.run("reindex", "--results", run.results)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try Database.metrics(run.results) == before)
      let table = try IMTED.run("table", run.spec, "--results", run.results)
      #expect(table.status == 0, "\(table.errors)")
    }

    @Test func anUnfinishedExperimentHasATableWithHoles() throws {
      let run = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      let part = try IMTED.run("run", run.spec, "--results", scratch("results"), "--limit", "1")
      #expect(part.status == 0, "\(part.errors)")
      #expect(part.output.contains("1 of 1 runs done"))
      let table = try IMTED.run("table", run.spec, "--results", scratch("results"))
      #expect(table.status == 0, "\(table.errors)")
      #expect(table.output.contains("–"))
      let plan = try IMTED.run("plan", run.spec, "--results", scratch("results"))
      #expect(plan.output.contains("6 runs, 1 of them complete"))
    }

    @Test func planningLeavesNothingBehind() throws {
      let (spec, scratch) = (Repository.path("benchmarks/smoke/few-shot.json"), try Scratch())
      let plan = try IMTED.run("plan", spec, "--results", scratch("new"))
      let dry = try IMTED.run("run", spec, "--results", scratch("new"), "--dry-run")
      #expect(plan.status == 0 && dry.status == 0, "\(plan.errors)\(dry.errors)")
      #expect(!FileManager.default.fileExists(atPath: scratch("new")))
    }

    @Test func theDoctorSaysWhatIsWrong() throws {
      let scratch = try Scratch()
      let healthy = try IMTED.run("doctor", "--json", "--results", scratch("results"))
      #expect(healthy.status == 0, "\(healthy.output)")
      #expect(try healthy.json()["problems"] == [])
      #expect(try healthy.json()["libtorch"] != nil)
      let ill = try IMTED.run(
        "doctor", "--results", scratch("results"),
        environment: ["IMTED_STAMPS": scratch("no-stamps"), "IMTED_WORKER": scratch("no-worker")])
      #expect(ill.status == 1)
      for word in ["no-stamps", "no-worker"] {
        #expect(ill.output.split(separator: "\n").contains { $0.hasPrefix("wrong:") && $0.contains(word) }, "\(word)")
      }
      #expect(!Files.exists(scratch("results")))
    }

    @Test func onePretrainingServesEveryArmAndSeed() throws {
      for run in [try SmokeRun.singleObject.get(), try SmokeRun.fewShot.get()] {
        let kinds = try Files.named("stage.json", below: run.results + "/objects").map {
          try JSONDocument(file: $0).root.value["kind"]
        }
        #expect(kinds.count { $0 == "pretrain" } == 1)
        #expect(kinds.count { $0 == "compose-data" } == 1)
      }
    }
  }
}
