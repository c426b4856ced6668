import Plots
import Testing

@Suite struct LinePlotTests {
  private func plot(
    _ points: [LinePlot.Point?], title: String = "T", x: PlotAxis = PlotAxis("step"), y: PlotAxis = PlotAxis("loss"),
    style: Int = 0
  ) -> String {
    let plot = LinePlot(
      title: title, x: x, y: y, series: [LinePlot.Series("full", style: SeriesStyle(style), points: points)],
      notes: ["Mean."])
    return Drawing.svg(plot.drawings, title: title, standsAlone: true)
  }

  /// The texts of a picture, in their order.
  private func texts(_ svg: String) -> [String] {
    svg.split(separator: "\n").filter { $0.hasPrefix("<text") }.compactMap { line in
      line.split(separator: ">").dropFirst().first?.split(separator: "<").first.map(String.init)
    }
  }

  @Test func marksAreRoundAndCoverTheValues() {
    let svg = plot([.init(x: 0, y: 0.13), .init(x: 900, y: 2.41)])
    #expect(
      texts(svg) == [
        "T", "full", "0", "0.5", "1", "1.5", "2", "2.5", "loss", "0", "200", "400", "600", "800", "1000", "step",
        "Mean.",
      ])
  }

  @Test(arguments: [
    (-1.0, 1.0, ["-1", "-0.5", "0", "0.5", "1"]), (0.0001, 0.0004, ["0.0001", "0.00015", "0.0002", "0.00025"]),
    (5, 5, ["2", "3", "4", "5", "6", "7", "8"]), (0, 0, ["-1", "-0.5", "0", "0.5", "1"]),
    (0, 48_000, ["0", "10k", "20k", "30k", "40k", "50k"]), (1_000_000, 4_000_000, ["1M", "1.5M", "2M", "2.5M"]),
  ])
  func marksAreExact(low: Double, high: Double, labels: [String]) {
    let found = texts(plot([.init(x: 0, y: low), .init(x: 1, y: high)])).dropFirst(2)
    #expect(Array(found.prefix(labels.count)) == labels)
  }

  @Test func theSameValuesGiveTheSameText() {
    let points: [LinePlot.Point?] = [.init(x: 0, y: 1, halfWidth: 0.2), .init(x: 1, y: 2, halfWidth: 0.1)]
    #expect(plot(points) == plot(points))
  }

  @Test func intervalsAreABandAndAlonePointsHaveWhiskers() {
    let band = plot([.init(x: 0, y: 1, halfWidth: 0.2), .init(x: 1, y: 2, halfWidth: 0.1)])
    #expect(band.contains("fill-opacity=\"0.18\""))
    let alone = plot([.init(x: 0, y: 1, halfWidth: 0.2), nil, .init(x: 1, y: 2)])
    #expect(!alone.contains("fill-opacity=\"0.18\""))
    // Nothing joins the points on both sides of a hole: of lines there is the legend's alone.
    #expect(alone.split(separator: "\n").count { $0.contains("stroke-width=\"1.8\"") } == 1)
    #expect(plot([.init(x: 0, y: 1), .init(x: 1, y: 2)]).split(separator: "stroke-width=\"1.8\"").count == 3)
  }

  @Test func intervalsThatDwarfTheValuesAreCutAndSaySo() {
    let svg = plot([.init(x: 0, y: 1, halfWidth: 500), .init(x: 1, y: 2, halfWidth: 0.1)])
    #expect(svg.contains(">Some intervals reach beyond the frame.<"))
    #expect(!texts(svg).contains("500"))
    #expect(!plot([.init(x: 0, y: 1, halfWidth: 0.5)]).contains("beyond the frame"))
  }

  @Test func partialPointsAreHollow() {
    let whole = plot([.init(x: 0, y: 1), .init(x: 1, y: 2)])
    let partial = plot([.init(x: 0, y: 1, isPartial: true), .init(x: 1, y: 2)])
    #expect(partial.split(separator: "fill=\"none\"").count == whole.split(separator: "fill=\"none\"").count + 1)
  }

  @Test func equalRatiosAreEqualLengthsOnALogarithmicAxis() throws {
    let axis = PlotAxis(
      "samples", scale: .logarithmic, ticks: [Tick(8, "8"), Tick(64, "64"), Tick(512, "512")])
    let svg = plot([.init(x: 8, y: 1), .init(x: 64, y: 1), .init(x: 512, y: 1)], x: axis)
    let places = try ["8", "64", "512"].map { label in
      let line = try #require(svg.split(separator: "\n").last { $0.contains(">\(label)</text>") })
      return try #require(Double(line.split(separator: "\"")[1]))
    }
    #expect(abs((places[1] - places[0]) - (places[2] - places[1])) < 0.02)
  }

  @Test func textsOfOthersCannotLeaveTheirPlace() {
    let svg = plot([.init(x: 0, y: 1)], title: "a</text><script>x\u{1}\"&'")
    #expect(!svg.contains("<script"))
    #expect(svg.contains("a&lt;/text&gt;&lt;script&gt;x\u{FFFD}&quot;&amp;&#39;"))
  }

  @Test func aStyleAlwaysLooksTheSameAndNeighboursDiffer() {
    let points: [LinePlot.Point?] = [.init(x: 0, y: 1), .init(x: 1, y: 2)]
    let pictures = (0..<12).map { plot(points, style: $0) }
    #expect(Set(pictures).count == 12)
    #expect(pictures[0].contains("#0072B2") && pictures[1].contains("#D55E00"))
  }
}
