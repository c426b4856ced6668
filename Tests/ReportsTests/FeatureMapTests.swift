import Plots
import Reports
import StrictJSON
import Testing

@Suite struct FeatureMapTests {
  /// 40 objects of four numbers; those of class 7 lie far from those of class 9 along the third.
  private let features = FeatureMap.Features(
    dimension: 4,
    values: (0..<160).map { (place: Int) -> Float in
      let isFar = place % 4 == 2 && place / 4 % 2 == 0
      return Float(place * 37 % 11) / 10 + (isFar ? 50 : 0)
    }, classes: (0..<40).map { $0 % 2 == 0 ? 7 : 9 })

  private func plot(_ settings: FeatureMap.Settings = .init(), shown: [Int] = [7, 9]) throws -> ScatterPlot {
    try FeatureMap(features, settings).plot(title: "T", shown: shown, names: [7: "ant"])
  }

  @Test func classesFarApartAreApartOnTheFirstComponent() throws {
    let plot = try plot()
    #expect(plot.groups.map(\.name) == ["ant", "class 9"] && plot.points.count == 40)
    let (ants, others) = (plot.points.filter { $0.group == 0 }.map(\.x), plot.points.filter { $0.group == 1 }.map(\.x))
    #expect((ants.min() ?? 0) > (others.max() ?? 0) + 40)
    #expect(plot.x.hasPrefix("first principal component (") && plot.notes[0] == "All 40 objects.")
  }

  @Test func aDrawOfPointsIsSeededAndSaysSo() throws {
    var settings = FeatureMap.Settings()
    (settings.points, settings.seed) = (10, 3)
    let plot = try plot(settings)
    #expect(plot.points.count == 10)
    #expect(try plot == self.plot(settings))
    #expect(plot.notes[0] == "10 of 40 objects, drawn at random with seed 3.")
  }

  @Test func neighboursStayTogether() throws {
    var settings = FeatureMap.Settings()
    (settings.projection, settings.perplexity) = (.tsne, 8)
    let plot = try plot(settings)
    #expect(plot.x.isEmpty && plot.notes[1].contains("Exact t-SNE from all 4 components; perplexity 8, 1000 steps"))
    settings.perplexity = 14
    let error = #expect(throws: InputError.self) { try self.plot(settings) }
    #expect(error?.expected == "1 to 13")
  }

  @Test func furtherClassesAreGrey() throws {
    let plot = try plot(shown: [9])
    #expect(plot.groups.map(\.name) == ["class 9", "other classes"])
    #expect(plot.points.count { $0.group == 1 } == 20)
    #expect(FeatureMap.shown((0..<30).flatMap { [Int](repeating: $0, count: $0 + 1) }) == Array(10..<30))
  }

  @Test func tooFewObjectsAreRefused() {
    #expect(throws: InputError.self) {
      try FeatureMap(.init(dimension: 1, values: [1, 2], classes: [1, 1]), FeatureMap.Settings())
    }
  }
}
