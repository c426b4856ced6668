import Foundation
import StrictJSON
import Testing

/// What is asked of records alone, months later: comparisons, figures and other subsets.
extension EndToEnd {
  @Suite struct RecordsTests {
    private let table3 = "tiny-table3-ablation"

    @Test func confidencesThatNoResamplesCanHoldAreRefused() throws {
      let records = try PublishedRecords.all.get()
      func compare(_ confidence: String, _ resamples: String) throws -> Outcome {
        try records.ask(
          "compare", of: table3, "--arms", "full-transfer", "encoder-only", "--confidence", confidence, "--resamples",
          resamples)
      }
      let senseless = try compare("0.9999999999999999", "2")
      #expect(senseless.status == 64 && senseless.errors.contains("--confidence must be at most 0.999998"))
      let few = try compare("0.99", "199")
      #expect(few.status == 64 && few.errors.contains("--resamples must be at least 200 for a confidence of 0.99"))
      let enough = try compare("0.995", "400")
      #expect(enough.status == 0 && enough.output.contains("99.5 % over seeds"), "\(enough.output)\(enough.errors)")
      #expect(enough.output.contains("too narrow") && enough.output.contains("take the t interval"))
    }

    @Test func twoSeedsHaveNoBootstrap() throws {
      let records = try PublishedRecords.all.get()
      let spec = "development-table4-rates"
      expectOneSentence(
        try records.ask("table", of: spec, "--ci", "bootstrap"), naming: ["a bootstrap over 2 seeds", "Student's t"])
      let compared = try records.ask(
        "compare", of: spec, "--metric", "nAP", "--arms", "full-transfer", "random-decoder", "--variant", "lr-0.001")
      #expect(compared.output.contains("n=2") && compared.output.contains("none of fewer than 3 seeds"))
      // Without cells there is no other interval to warn of than t, which needs no warning.
      #expect(!compared.output.contains("too narrow"), "\(compared.output)\(compared.errors)")
    }

    /// What single categories do to a difference, from the numbers of categories that records hold.
    @Test func aComparisonTellsWhichCategoriesCarryIt() throws {
      let records = try PublishedRecords.all.get()
      let arms = ["--arms", "full-transfer", "encoder-only", "--metric", "AP", "--resamples", "40"]
      let spec = try PublishedRecords.spec(of: table3)
      func compare(_ more: String...) throws -> Outcome {
        try IMTED.start(["compare", spec, "--results", records.results] + arms + more).outcome()
      }
      let words = try compare()
      #expect(words.output.contains("categories ") && words.output.contains("… (of 10)"), "\(words.output)")
      #expect(words.output.contains("  without ") && words.output.contains(", of the others"), "\(words.output)")
      let object = try JSONDocument(text: try compare("--json").output).root.array()[0].object()
      let differences = try object.required("categories").array().map {
        try $0.object().required("difference").double()
      }
      // AP is the mean over categories.
      let mean = differences.reduce(0, +) / Double(differences.count)
      #expect(abs(mean - (try object.required("difference").double())) < 1e-12)
    }

    @Test func labelsOfTheTablesNameTheirMeasures() throws {
      let records = try PublishedRecords.all.get()
      let arms = ["--arms", "full-transfer", "encoder-only", "--resamples", "40"]
      func compare(_ metric: String) throws -> Outcome {
        try IMTED.start(
          ["compare", try PublishedRecords.spec(of: "tiny-table1-single-object"), "--results", records.results]
            + arms + ["--metric", metric]
        ).outcome()
      }
      let (label, measure) = (try compare("mAP"), try compare("AP"))
      #expect(label.status == 0, "\(label.errors)")
      #expect(label.output.replacingOccurrences(of: "mAP:", with: "AP:") == measure.output)
      expectOneSentence(try compare("map"), naming: ["the measure \"map\"", "did you mean \"AP\"?"])
      let figure = try records.ask(
        "plot", of: "tiny-occlusion", "--kind", "forest", "--metric", "recall occluded")
      #expect(figure.status == 0 && figure.output.contains("BoxRecall occluded"), "\(figure.errors)")
    }

    @Test(arguments: ["nAP", "AP visible[0.1,0.2)"])
    func figuresOfWhatWasNotMeasuredAreRefused(metric: String) throws {
      let records = try PublishedRecords.all.get()
      let forest = try records.ask("plot", of: table3, "--kind", "forest", "--metric", metric)
      expectOneSentence(forest, naming: ["which was not measured", "did you mean \"AP"])
      #expect(forest.output.isEmpty)
      let variants = try records.ask("plot", of: "development-head-size", "--kind", "variants", "--metric", metric)
      expectOneSentence(variants, naming: ["which was not measured"])
      let visible = try records.ask("plot", of: table3, "--kind", "visible", "--metric", "CoLoc")
      expectOneSentence(visible, naming: ["CoLoc visible[0,0.5)", "which was not measured"])
    }

    @Test func visibleFractionsAreShownForAPUnlessSaidOtherwise() throws {
      let records = try PublishedRecords.all.get()
      let figure = try records.ask("plot", of: "tiny-occlusion", "--kind", "visible")
      #expect(figure.status == 0 && figure.output.contains("<title>AP by visible fraction</title>"), "\(figure.errors)")
      let other = try records.ask("plot", of: "tiny-occlusion", "--kind", "visible", "--metric", "AP separated")
      expectOneSentence(other, naming: ["--metric", "AP separated", "no bands"])
    }

    @Test func aFigureIsWhatTheNameOfItsFileSays() throws {
      let (records, scratch) = (try PublishedRecords.all.get(), try Scratch())
      func plot(_ file: String, _ more: String...) throws -> Outcome {
        let spec = try PublishedRecords.spec(of: table3)
        return try IMTED.start(
          ["plot", spec, "--results", records.results, "--kind", "forest", "--out", scratch(file)] + more
        ).outcome()
      }
      let png = try plot("f.PNG", "--dpi", "96")
      #expect(png.status == 0, "\(png.errors)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch("f.PNG"))).prefix(4)
      #expect(bytes.elementsEqual([0x89, 0x50, 0x4E, 0x47]))
      #expect(try plot("f").status == 0 && Files.text(scratch("f")).hasPrefix("<svg"))
      for (file, format) in [("g.png", "svg"), ("g.svg", "pdf")] {
        let wrong = try plot(file, "--format", format)
        #expect(wrong.status == 64 && wrong.errors.contains("contradicts --out"), "\(wrong.errors)")
        #expect(!Files.exists(scratch(file)))
      }
      let dpi = try plot("g.svg", "--dpi", "96")
      #expect(dpi.status == 64 && dpi.errors.contains("--dpi is for PNG files"), "\(dpi.errors)")
    }

    @Test func stagesOfRecordsAreKnownThoughTheirFilesAreNot() throws {
      let (records, scratch) = (try PublishedRecords.all.get(), try Scratch())
      let history = try IMTED.run("history", "--results", records.results, "--json", "--sort", "cell", "--limit", "1")
      guard case .array(let rows) = try history.json(), case .string(let id)? = rows.first?["run"] else {
        Issue.record("no run in \(history.output)")
        return
      }
      for (command, role) in [
        (["export", "coco", id, "--out", scratch("o")], "predict"),
        (["export", "weights", id, "--out", scratch("o")], "train"), (["reconstruct", id], "pretrain"),
      ] {
        let outcome = try IMTED.start(command + ["--results", records.results]).outcome()
        expectOneSentence(
          outcome, naming: ["what its stage \(role) left", "not imported", "imted import", "--refresh \(role)"])
      }
    }

    @Test func anotherSubsetHasMeansOverSeedsAndDifferences() throws {
      let records = try PublishedRecords.all.get()
      let subset = "visible[0,0.5)"
      let outcome = try records.ask("reevaluate", of: table3, "--subset", subset, "--baseline", "encoder-only-4conv1fc")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("seed  subset") && outcome.output.contains("95 % Student-t interval over seeds"))
      // The experiment's own table measured the same subset.
      func cells(_ command: String, column: Int, _ more: String...) throws -> [JSONValue] {
        let spec = try PublishedRecords.spec(of: table3)
        let json = try IMTED.start([command, spec, "--results", records.results, "--format", "json"] + more).outcome()
        #expect(json.status == 0, "\(json.errors)")
        guard case .array(let tables) = try json.json(), case .array(let rows)? = tables.first?["rows"] else {
          return []
        }
        return rows.compactMap { row in
          guard case .array(let cells)? = row["cells"] else { return nil }
          return cells[column]
        }
      }
      let own = try cells("table", column: 3, "--table", "main")
      let again = try cells(
        "reevaluate", column: 1, "--subset", subset, "--metric", "AP50", "AP", "--baseline", "encoder-only-4conv1fc")
      #expect(own.count == 7 && own == again)
    }

    @Test func missingSeedsOfAnotherSubsetAreSeen() throws {
      let records = try PublishedRecords.all.get()
      let scratch = try Scratch()
      let name = try scratch.write("spec.json", try Files.text(try PublishedRecords.spec(of: table3)))
      try FileManager.default.copyItem(atPath: records.results, toPath: scratch("results"))
      _ = try Database.ask(
        scratch("results"),
        "UPDATE run SET status = 'failed' WHERE experiment = '\(table3)' AND arm = 'full-transfer' AND seed > 0")
      let outcome = try IMTED.run("reevaluate", name, "--results", scratch("results"), "--format", "csv")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let row = outcome.output.split(separator: "\r\n").first { $0.hasPrefix(",,full-transfer,") }
      #expect(row?.contains(",,1,5,") == true, "\(outcome.output)")
    }

    @Test func whatMeansAreAskedOfMustHaveSeeds() throws {
      let records = try PublishedRecords.all.get()
      expectOneSentence(
        try records.ask("reevaluate", of: table3, "--subset", "novel"), naming: ["no novel categories", "all or base"])
      expectOneSentence(
        try records.ask("reevaluate", of: table3, "--baseline", "full"), naming: ["did you mean \"full-transfer\"?"])
      expectOneSentence(
        try records.ask("reevaluate", of: table3, "--metric", "APx"), naming: ["--metric", "did you mean \"AP"])
      let id = try #require(
        try Database.ask(records.results, "SELECT id FROM run WHERE experiment = '\(table3)' ORDER BY id LIMIT 1").first
      )
      expectOneSentence(
        try IMTED.run("reevaluate", id, "--results", records.results, "--format", "json"), naming: ["an experiment"])
      #expect(try records.ask("reevaluate", of: table3, "--json", "--format", "csv").status == 64)
    }

    @Test func namesThatAreCutShortAreMended() throws {
      let records = try PublishedRecords.all.get()
      expectOneSentence(
        try records.ask("plot", of: table3, "--kind", "forest", "--baseline", "full"),
        naming: ["did you mean \"full-transfer\"?"])
      expectOneSentence(try records.ask("table", of: table3, "--table", "man"), naming: ["did you mean \"main\"?"])
    }
  }
}
