import Plots
import Testing

@Suite struct PictureSheetTests {
  private let file = EmbeddedPicture(width: 100, height: 50, format: .png, bytes: [1, 2, 3])

  private func sheet(_ marks: [PictureSheet.Mark], columns: Int = 2, count: Int = 3) -> PictureSheet {
    PictureSheet(
      title: "T", columns: columns, legend: [(.right, "hit"), (.missed, "missed")],
      items: (0..<count).map { .init(file, caption: "picture \($0)", marks: marks) }, notes: ["How."])
  }

  private func svg(_ sheet: PictureSheet) -> String {
    Drawing.svg(sheet.drawings, title: "T", standsAlone: true)
  }

  /// The numbers of an attribute over all elements of a name.
  private func numbers(_ name: String, _ attribute: String, in svg: String) -> [Double] {
    svg.split(separator: "\n").filter { $0.hasPrefix("<\(name) ") }.compactMap { line in
      line.split(separator: " \(attribute)=\"").dropFirst().first?.split(separator: "\"").first.flatMap { Double($0) }
    }
  }

  @Test func picturesAreInTheFileInRows() {
    let svg = svg(sheet([]))
    #expect(svg.split(separator: "href=\"data:image/png;base64,AQID\"").count == 4)
    let (x, y) = (numbers("image", "x", in: svg), numbers("image", "y", in: svg))
    #expect(x[0] == 12 && x[2] == 12 && x[1] > 300 && y[0] == y[1] && y[2] > y[0] + 150)
    // 616 pixels for two and a gap of 8: 304 wide, and half as high.
    #expect(numbers("image", "width", in: svg) == [304, 304, 304])
    #expect(numbers("image", "height", in: svg) == [152, 152, 152])
    for text in ["picture 0", "picture 2", "hit", "missed", "How."] { #expect(svg.contains(">\(text)</text>")) }
  }

  @Test func boxesLieOnThePictureAndAreCutAtItsEdge() throws {
    let svg = svg(
      sheet(
        [
          .init(left: 25, top: 10, right: 75, bottom: 40, style: .right, label: "cat 0.90"),
          .init(left: -20, top: 0, right: 500, bottom: 50, style: .wrong, label: ""),
        ], columns: 1, count: 1))
    let scale = 616.0 / 100
    let widths = numbers("rect", "width", in: svg)
    #expect(widths.contains { abs($0 - 50 * scale) < 0.01 } && widths.filter { abs($0 - 616) < 0.01 }.count == 2)
    #expect(svg.contains(">cat 0.90</text>"))
    #expect(widths.allSatisfy { $0 <= 640 })
  }

  @Test func kindsOfBoxesDifferInColourAndLine() {
    let pictures = BoxStyle.allCases.map {
      svg(sheet([.init(left: 0, top: 0, right: 9, bottom: 9, style: $0, label: "")], count: 1))
    }
    #expect(Set(pictures).count == 4)
    #expect(pictures.map { $0.split(separator: "stroke-dasharray").count }.sorted() == [2, 3, 3, 3])
  }

  @Test func labelsOfNearBoxesDoNotCoverEachOther() throws {
    let svg = svg(
      sheet(
        (0..<3).map {
          .init(left: 10 + Double($0), top: 20, right: 60, bottom: 45, style: .right, label: "label \($0)")
        }, columns: 1, count: 1))
    let places = svg.split(separator: "\n").filter { $0.contains("font-size=\"9\"") }.compactMap { line in
      line.split(separator: " y=\"").dropFirst().first?.split(separator: "\"").first.flatMap { Double($0) }
    }.sorted()
    #expect(places.count == 3 && zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 12 })
  }

  @Test func columnsOfPaperHoldFewerPictures() {
    let narrow = Drawing.svg(
      sheet([], columns: 4, count: 4).drawings(width: 321, mayWiden: false), title: "T", standsAlone: true,
      isForPrint: true)
    #expect(Set(numbers("image", "x", in: narrow)).count == 2)
    #expect(narrow.contains("width=\"84.93mm\""))
  }
}

@Suite struct ScatterPlotTests {
  private func svg(_ points: [ScatterPlot.Point]) -> String {
    let plot = ScatterPlot(
      title: "T", x: "first", y: "second",
      groups: [.init("ant", style: .ofGroup(0)), .init("bee", style: .ofGroup(1))], points: points, notes: ["How."])
    return Drawing.svg(plot.drawings, title: "T", standsAlone: true)
  }

  /// Circles are those of the first group; the first of them is the legend's.
  private func circles(_ svg: String) -> [(x: Double, y: Double)] {
    svg.split(separator: "\n").filter { $0.hasPrefix("<circle") }.dropFirst().compactMap { line in
      let parts = line.split(separator: "\"")
      guard let x = Double(parts[1]), let y = Double(parts[3]) else { return nil }
      return (x, y)
    }
  }

  @Test func bothDirectionsHaveOneScaleAndUpIsUp() throws {
    let places = circles(svg([.init(x: 0, y: 0, group: 0), .init(x: 4, y: 0, group: 0), .init(x: 0, y: 2, group: 0)]))
    #expect(places.count == 3)
    #expect(abs((places[1].x - places[0].x) - 2 * (places[0].y - places[2].y)) < 0.05)
    #expect(places[2].y < places[0].y)
  }

  @Test func groupsHaveALegend() {
    let svg = svg([.init(x: 1, y: 1, group: 0), .init(x: 2, y: 1, group: 1)])
    for text in ["ant", "bee", "first", "second", "How."] { #expect(svg.contains(">\(text)</text>")) }
  }

  @Test func pointsThatAreAllTheSameStandInTheMiddle() {
    #expect(circles(svg([.init(x: 7, y: 7, group: 0)])).count == 1)
  }

  @Test func twentyEightGroupsLookDifferent() {
    let looks = (0..<SeriesStyle.groups).map { group -> String in
      let plot = ScatterPlot(
        title: "T", x: "", y: "", groups: [.init("a", style: .ofGroup(group))],
        points: [.init(x: 0, y: 0, group: 0)], notes: [])
      return Drawing.svg(plot.drawings, title: "T", standsAlone: true)
    }
    #expect(Set(looks).count == 28 && looks.allSatisfy { !$0.contains("#7F7F7F") })
  }
}

@Suite struct PrintWidthTests {
  @Test func barsGoOnInFurtherRows() {
    let plot = BarPlot(
      title: "T", groups: (0..<80).map { "category \($0)" }, y: PlotAxis("AP"),
      series: [
        .init("a", style: SeriesStyle(0), values: [BarPlot.Value?](repeating: .init(mean: 1), count: 80)),
        .init("b", style: SeriesStyle(1), values: [BarPlot.Value?](repeating: .init(mean: 1), count: 80)),
      ], notes: ["How."])
    let drawings = plot.drawings(width: 321, mayWiden: false)
    #expect(drawings.count == 4 && drawings.allSatisfy { $0.width == 321 })
    let svg = Drawing.svg(drawings, title: "T", standsAlone: true, isForPrint: true)
    for text in ["category 0", "category 79", "How."] { #expect(svg.split(separator: ">\(text)</text>").count == 2) }
    #expect(svg.split(separator: "fill-opacity=\"0.75\"").count == 161)
    #expect(plot.drawings.count == 1)
  }

  @Test func aForestsNamesStandAboveItsIntervalsWhereItIsNarrow() throws {
    let plot = ForestPlot(
      title: "T", x: PlotAxis("difference"),
      groups: [
        .init(
          "", rows: [.init("random-decoder", style: SeriesStyle(2), mean: 2, halfWidth: 1, text: "+2.0 ± 1.0 (n=3)")])
      ], notes: [])
    func place(_ width: Double) -> Double? {
      let svg = Drawing.svg(plot.drawings(width: width, mayWiden: false), title: "T", standsAlone: true)
      return svg.split(separator: "\n").first { $0.contains(">random-decoder<") }.flatMap {
        Double($0.split(separator: "\"")[1])
      }
    }
    #expect(try #require(place(321)) == 24)
    #expect(try #require(place(640)) > 100)
  }
}
