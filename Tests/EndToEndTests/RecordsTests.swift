import Foundation
import StrictJSON
import Testing

/// What is asked of records alone, months later: comparisons, figures and other subsets.
extension EndToEnd {
  @Suite struct RecordsTests {
    private let table3 = "tiny-table3-ablation"

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

    @Test func namesThatAreCutShortAreMended() throws {
      let records = try PublishedRecords.all.get()
      expectOneSentence(
        try records.ask("plot", of: table3, "--kind", "forest", "--baseline", "full"),
        naming: ["did you mean \"full-transfer\"?"])
      expectOneSentence(try records.ask("table", of: table3, "--table", "man"), naming: ["did you mean \"main\"?"])
    }
  }
}
