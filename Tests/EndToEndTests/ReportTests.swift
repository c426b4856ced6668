import Checkpoints
import Datasets
import Foundation
import StrictJSON
import Testing

/// What researchers publish: figures, reports and tables in HTML.
extension EndToEnd {
  @Suite struct ReportTests {
    @Test(arguments: ["curves", "visible", "classes", "forest"])
    func figuresAreDrawn(kind: String) throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let file = scratch("figures/\(kind).svg")
      let plot =
        ["plot", run.spec, "--results", run.results, "--kind", kind]
        + (kind == "curves" ? ["--curve", "loss"] : ["--metric", "AP"])
      let outcome = try IMTED.start(plot + ["--out", file]).outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let svg = try Files.text(file)
      #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.hasSuffix("</svg>\n"))
      #expect(!svg.contains("nan") && !svg.contains("inf\""))
      let again = try IMTED.start(plot).outcome()
      #expect(again.output == svg)
      // A stream is written into and not replaced.
      let streamed = try IMTED.start(plot + ["--out", "/dev/stdout"]).outcome()
      #expect(streamed.output == svg)
    }

    @Test func figuresThatAreNotThereAreRefused() throws {
      let run = try SmokeRun.fewShot.get()
      let variants = try IMTED.run("plot", run.spec, "--results", run.results, "--kind", "variants")
      #expect(variants.status == 65 && variants.errors.contains("an experiment without variants"), "\(variants.errors)")
      let curve = try IMTED.run("plot", run.spec, "--results", run.results, "--kind", "curves", "--curve", "loss_cl")
      #expect(curve.status == 65 && curve.errors.contains("did you mean \"loss_cls\"?"), "\(curve.errors)")
      let baseline = try IMTED.run(
        "plot", run.spec, "--results", run.results, "--kind", "forest", "--baseline", "scratch")
      #expect(baseline.status == 65 && baseline.errors.contains("the baseline \"scratch\""), "\(baseline.errors)")
      for ignored in [["--kind", "forest", "--curve", "loss"], ["--kind", "curves", "--metric", "AP"]] {
        #expect(try IMTED.start(["plot", run.spec, "--results", run.results] + ignored).outcome().status == 64)
      }
      let ending = try IMTED.run("plot", run.spec, "--results", run.results, "--kind", "forest", "--out", "forest.jpg")
      #expect(ending.status == 64 && ending.errors.contains("forest.jpg"), "\(ending.errors)")
      let metric = try IMTED.run("plot", run.spec, "--results", run.results, "--kind", "forest", "--metric", "APx")
      #expect(metric.status == 65 && metric.errors.contains("the measure \"APx\""), "\(metric.errors)")
    }

    @Test func picturesOfARunAreDrawn() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let id = try #require(
        try Database.ask(run.results, "SELECT id FROM run WHERE arm = 'full-transfer' ORDER BY id LIMIT 1").first)
      let detections = try IMTED.run(
        "plot", "detections", id, "--results", run.results, "--worst", "3", "--min-score", "0")
      #expect(detections.status == 0, "\(detections.errors)")
      #expect(detections.output.split(separator: "href=\"data:image/").count == 4)
      #expect(detections.output.contains("The 3 pictures with the most errors"))
      let stranger = try IMTED.run("plot", "detections", id, "--results", run.results, "--images", "999999")
      #expect(stranger.status == 65 && stranger.errors.contains("--images"), "\(stranger.errors)")

      let features = try IMTED.run("plot", "features", run.spec, "--results", run.results, "--width", "single")
      #expect(features.status == 0, "\(features.errors)")
      #expect(features.output.split(separator: ">first principal component (").count == 4)
      #expect(features.output.contains(" width=\"85mm\""))

      let file = scratch("mae.png")
      let made = try IMTED.run(
        "reconstruct", id, "--results", run.results, "--count", "2", "--threads", "1", "--format", "png", "--dpi", "96",
        "--out", file)
      #expect(made.status == 0, "\(made.errors)")
      let header = try ImageHeader(file: file)
      #expect(header.width == 640 && header.height > 300)
      #expect(try Self.pixelsPerMetre(file) == [3780, 3780], "96 pixels an inch")
      let without = try IMTED.start(
        ["plot", "features", id, "--results", run.results, "--format", "png", "--out", scratch("none.png")],
        environment: ["PATH": scratch("empty")]
      ).outcome()
      #expect(without.status == 65 && without.errors.contains("apt-get install librsvg2-bin"), "\(without.errors)")
    }

    /// What the PNG says of its resolution, across and down; the chunk's own checksum must be right.
    private static func pixelsPerMetre(_ file: String) throws -> [Int] {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      let start = try #require((0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == Array("pHYs".utf8) })
      var checksum = CRC32()
      checksum.update(Array(bytes[start..<start + 13]))
      func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
      #expect(start == 37 && number(start - 4) == 9 && bytes[start + 12] == 1)
      #expect(number(start + 13) == Int(checksum.value))
      return [number(start + 4), number(start + 8)]
    }

    @Test func aReportHoldsTheExperiment() throws {
      let run = try SmokeRun.fewShot.get()
      let outcome = try IMTED.run(
        "report", run.spec, "--results", run.results, "--set", "title=<script>alert(1)</script>")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let html = outcome.output
      #expect(html.hasPrefix("<!DOCTYPE html>"))
      #expect(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(html.contains("All 6 runs are finished."))
      for part in [
        "Novel AP after K shots, smoke size", "<svg ", "<dt>machine</dt>",
        "full-transfer, random-decoder, encoder-only",
        "Protocol <code>", "&quot;imted-bench/experiment/1&quot;", "Detections on test: full-transfer, 2 shots, seed 0",
        "href=\"data:image/", "RoI features by class, PCA: encoder-only",
      ] {
        #expect(html.contains(part), "\(part)")
      }
      let table = try IMTED.run("table", run.spec, "--results", run.results, "--format", "html")
      #expect(table.status == 0 && table.output.split(separator: "</table>\n").count == 2)
      #expect(html.contains(try #require(table.output.split(separator: "</table>\n").first)))
    }

    /// As when the first seed came as records, which have no pictures and no features.
    @Test func theFirstSeedThatHasFilesIsShown() throws {
      let (run, scratch) = (try SmokeRun.singleObject.get(), try Scratch())
      try FileManager.default.copyItem(atPath: run.results, toPath: scratch("copy"))
      let keys = try Database.ask(
        scratch("copy"),
        """
        SELECT DISTINCT stage_key FROM run_stage JOIN run ON run.id = run_stage.run_id
        WHERE run.seed = 0 AND run_stage.role IN ('predict', 'extract-features')
        """)
      let files = keys.flatMap { key in
        ["detections.json", "features.h5"].map { scratch("copy/objects/\(key.prefix(2))/\(key)/\($0)") }
      }.filter(Files.exists)
      #expect(files.count == 8)
      for file in files { try FileManager.default.removeItem(atPath: file) }
      let html = try IMTED.run("report", run.spec, "--results", scratch("copy")).output
      for arm in ["full-transfer", "random-decoder", "encoder-only", "scratch"] {
        #expect(html.contains("Detections on test: \(arm), seed 1"))
      }
      #expect(!html.contains("full-transfer, seed 0"))
      let features = try IMTED.run("plot", "features", run.spec, "--results", scratch("copy"))
      #expect(features.status == 0 && features.output.contains("full-transfer, seed 1"), "\(features.errors)")
      try FileManager.default.removeItem(atPath: scratch("copy/objects"))
      let none = try IMTED.run("plot", "features", run.spec, "--results", scratch("copy"))
      #expect(none.status == 65 && !none.errors.isEmpty, "\(none.errors)")
    }

    @Test func missingRunsAreHolesOfTheReport() throws {
      let run = try SmokeRun.fewShot.get()
      let outcome = try IMTED.run(
        "report", run.spec, "--results", run.results, "--set", "matrix.seeds=[0]", "--set", "name=other")
      #expect(
        outcome.status == 65 && outcome.errors.contains("no run of the experiment \"other\""), "\(outcome.errors)")
      let scratch = try Scratch()
      let part = try IMTED.run("run", run.spec, "--results", scratch("results"), "--limit", "1")
      #expect(part.status == 0, "\(part.errors)")
      let report = try IMTED.run("report", run.spec, "--results", scratch("results"), "--out", scratch("out/r.html"))
      #expect(report.status == 0, "\(report.errors)")
      let html = try Files.text(scratch("out/r.html"))
      #expect(html.contains("5 of 6 runs are missing or not finished"))
      #expect(html.split(separator: "<td>missing</td>").count == 6)
    }
  }
}
