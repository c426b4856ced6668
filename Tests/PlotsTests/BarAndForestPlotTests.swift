import Plots
import Testing

@Suite struct BarPlotTests {
  private func svg(_ values: [BarPlot.Value?], groups: [String]) -> String {
    let plot = BarPlot(
      title: "T", groups: groups, y: PlotAxis("AP"),
      series: [.init("a", style: SeriesStyle(0), values: values), .init("b", style: SeriesStyle(1), values: values)],
      notes: [])
    return Drawing.svg(plot.drawings, title: "T", standsAlone: false)
  }

  @Test func aMissingValueIsADashAndZeroIsOnTheAxis() {
    let svg = svg([.init(mean: 40, halfWidth: 2), nil], groups: ["bird", "fish"])
    #expect(svg.split(separator: ">–</text>").count == 3)
    #expect(svg.contains(">0</text>"))
    #expect(svg.split(separator: "fill-opacity=\"0.75\"").count == 3)
  }

  @Test func longNamesAreTurnedAndManyGroupsMakeItWider() {
    let few = svg([.init(mean: 1)], groups: ["bird"])
    #expect(few.contains("viewBox=\"0 0 640 ") && !few.contains("rotate(-40"))
    let many = svg(
      [BarPlot.Value?](repeating: .init(mean: 1), count: 80), groups: (0..<80).map { "category \($0)" })
    #expect(many.contains("viewBox=\"0 0 1040 ") && many.contains("rotate(-40"))
  }

  @Test func aPartOfAPageTakesItsColour() {
    let svg = svg([.init(mean: 1)], groups: ["bird"])
    #expect(svg.contains("fill=\"currentColor\"") && !svg.contains("#ffffff"))
  }
}

@Suite struct ForestPlotTests {
  @Test func everyRowHasItsIntervalAndText() {
    let plot = ForestPlot(
      title: "T", x: PlotAxis("difference"),
      groups: [
        .init(
          "10 shots",
          rows: [
            .init("full", style: SeriesStyle(0), mean: 2, halfWidth: 1, text: "+2.0 ± 1.0 (n=3)"),
            .init("scratch", style: SeriesStyle(3), mean: nil, halfWidth: nil, text: "–"),
          ])
      ], notes: ["How."])
    let svg = Drawing.svg(plot.drawings + plot.drawings, title: "T", standsAlone: true)
    for text in ["10 shots", "full", "+2.0 ± 1.0 (n=3)", "scratch", "–", "0", "1", "2", "3", "How."] {
      #expect(svg.split(separator: ">\(text)</text>").count == 3, "\(text)")
    }
    #expect(svg.split(separator: "<circle").count == 3)
  }
}
