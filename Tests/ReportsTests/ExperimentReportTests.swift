import Reports
import Testing

@Suite struct ExperimentReportTests {
  private func report() throws -> ExperimentReport {
    var report = ExperimentReport(
      name: "few-shot", title: "A <b> & \"c\"", notes: "First.\n<script>alert(1)</script>", question: "What is gained?")
    report.tables = [try sampleTable()]
    report.figures = [
      try FigureData(
        matrix: ExpectedMatrix(arms: ["full", "encoder"], seeds: [0]), styles: [0, 1],
        observations: observations("full", shots: nil, [(0, 0.5)]) + observations("encoder", shots: nil, [(0, 0.25)])
      ).forest(novelAP, baseline: try #require(TableLayout.Baseline(arm: "encoder")))
    ]
    var done = ExperimentReport.Run(variant: nil, arm: "full", shots: 10, seed: 0)
    (done.id, done.status, done.wallSeconds) = ("ab12", "finished", 75)
    var failed = ExperimentReport.Run(variant: nil, arm: "full", shots: 10, seed: 1)
    (failed.id, failed.status, failed.message) = ("cd34", "failed", "out of <memory>")
    report.runs = [done, failed, ExperimentReport.Run(variant: nil, arm: "full", shots: 10, seed: 2)]
    report.cards = [.init(digest: "0123456789abcdef0", facts: [("split", "test")])]
    report.environment = [("threads", "2")]
    report.spec = "{\"title\": \"</pre>\"}"
    return report
  }

  @Test func everythingIsThere() throws {
    let html = try report().html
    for part in [
      "<!DOCTYPE html>\n<html lang=\"en\">", "<h1>A &lt;b&gt; &amp; &quot;c&quot;</h1>", "<p>What is gained?</p>",
      "<p>First.</p>",
      "<caption><span><strong>Few-shot detection.</strong>", "<svg ", "AP: difference from encoder",
      "<dt>split</dt><dd>test</dd>",
      "<dt>threads</dt><dd>2</dd>", "<details>", "prefers-color-scheme: dark", "@media print",
    ] {
      #expect(html.contains(part), "\(part)")
    }
    #expect(html.hasSuffix("</main>\n</body>\n</html>\n"))
  }

  @Test func failuresAndMissingSeedsAreVisible() throws {
    let html = try report().html
    #expect(html.contains("2 of 3 runs are missing or not finished"))
    #expect(html.contains("<td class=\"long\">failed: out of &lt;memory&gt;</td>"))
    #expect(html.split(separator: "<tr class=\"hole\">").count == 3)
    #expect(html.contains("<td>missing</td>") && html.contains("<td class=\"number\">0:01:15</td>"))
  }

  @Test func nothingIsLoadedAndNothingRuns() throws {
    let html = try report().html
    #expect(!html.contains("<script") && !html.contains("src=") && !html.contains("@import") && !html.contains("url("))
    // The one address is the name of SVG, which nothing fetches.
    #expect(html.split(separator: "http").count == 2 && html.contains("xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(html.split(separator: "href=").count == 3 && html.contains("href=\"data:,\""))
  }

  /// Elements that are opened are closed, in turn.
  @Test func elementsAreNested() throws {
    let html = try report().html
    let empty: Set<String> = ["meta", "link", "!DOCTYPE"]
    var open: [String] = []
    for part in html.split(separator: "<").dropFirst() {
      let name = String(part.prefix { !" >/\n".contains($0) })
      if part.hasPrefix("/") {
        let closed = String(part.dropFirst().prefix { $0 != ">" })
        #expect(open.popLast() == closed)
      } else if !empty.contains(name), !(part.split(separator: ">").first?.hasSuffix("/") ?? false) {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open)")
  }

  @Test func theSameResultsGiveTheSameBytes() throws { #expect(try report().html == report().html) }
}
