import Plots
import Reports
import StrictJSON
import Testing

@Suite struct PictureChoiceTests {
  /// Pictures 1 to 20, of which 3 has two errors and a hit, 5 two errors and none, and 7 three.
  private let tallies: [PictureChoice.Tally] = (1...20).map { id in
    var tally = PictureChoice.Tally(id: id)
    switch id {
    case 3: (tally.wrong, tally.missed, tally.hits) = (1, 1, 1)
    case 5: tally.missed = 2
    case 7: tally.wrong = 3
    default: tally.hits = 4
    }
    return tally
  }

  @Test func theWorstHaveTheMostErrors() throws {
    #expect(try PictureChoice.worst(4).pictures(of: tallies) == [7, 5, 3, 1])
  }

  @Test func aSampleIsSeededAndGrows() throws {
    let small = try PictureChoice.sample(3, seed: 1).pictures(of: tallies)
    let large = try PictureChoice.sample(9, seed: 1).pictures(of: tallies)
    #expect(small.count == 3 && small == small.sorted() && Set(small).isSubset(of: large))
    #expect(try PictureChoice.sample(9, seed: 2).pictures(of: tallies) != large)
    #expect(try PictureChoice.sample(3, seed: 1).pictures(of: tallies.reversed()) == small)
    #expect(try PictureChoice.sample(99, seed: 1).pictures(of: tallies) == Array(1...20))
  }

  @Test func idsKeepTheirOrderAndMustBeKnown() throws {
    #expect(try PictureChoice.ids([9, 2]).pictures(of: tallies) == [9, 2])
    let error = #expect(throws: InputError.self) { try PictureChoice.ids([2, 21]).pictures(of: tallies) }
    #expect(error?.found == "21")
  }
}

@Suite struct DetectionSheetTests {
  private func box(_ kind: DetectionSheet.Kind, _ category: String, _ score: Double? = nil) -> DetectionSheet.Box {
    .init(left: 1, top: 2, right: 8, bottom: 9, kind: kind, category: category, score: score)
  }

  private func svg(_ boxes: [DetectionSheet.Box]) -> String {
    let sheet = DetectionSheet(
      title: "T",
      pictures: [
        .init(id: 42, file: EmbeddedPicture(width: 10, height: 10, format: .jpeg, bytes: [7]), boxes: boxes)
      ], columns: 1, iou: 0.5, iouType: "bbox", minimumScore: 0.05, notes: ["Chosen by hand."])
    return Figure(title: sheet.title, [sheet.plot]).svg(standsAlone: true)
  }

  @Test func captionAndLabelsTellWhatIsThere() {
    let svg = svg([
      box(.truePositive, "cat", 0.987), box(.falsePositive, "dog", 0.5), box(.missed, "cat"), box(.missed, "cow"),
    ])
    for text in ["id 42: 1 TP, 1 FP, 2 FN", "cat 0.99", "dog 0.50", "cat", "cow", "missed object (FN)"] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
    #expect(svg.contains("at an IoU of 0.50 between boxes") && svg.contains("Chosen by hand."))
    #expect(!svg.contains("does not count"))
    #expect(svg.contains("href=\"data:image/jpeg;base64,Bw==\""))
  }

  @Test func whatDoesNotCountIsInTheLegendWhereItOccurs() {
    #expect(svg([box(.ignored, "cat", 0.4)]).contains(">on an object that does not count</text>"))
  }
}

@Suite struct FigureWidthTests {
  @Test func optionsNameWidths() {
    #expect(FigureWidth("screen") == .screen && FigureWidth("single") == .print(millimetres: 85))
    #expect(FigureWidth("double") == .print(millimetres: 178) && FigureWidth("120.5mm") == .print(millimetres: 120.5))
    for text in ["", "mm", "12", "59mm", "401mm", "nanmm", "wide"] { #expect(FigureWidth(text) == nil, "\(text)") }
  }

  @Test func printTellsMillimetresAndKeepsItsLetters() {
    let plot = LinePlot(
      title: "T", x: PlotAxis("step"), y: PlotAxis("loss"),
      series: [.init("full", style: SeriesStyle(0), points: [.init(x: 0, y: 1), .init(x: 9, y: 2)])], notes: [])
    let svg = Figure(title: "T", [plot]).svg(standsAlone: true, width: .singleColumn)
    #expect(
      svg.contains("viewBox=\"0 0 321.26 ") && svg.contains(" width=\"85mm\"") && svg.contains("font-size=\"12\""))
    #expect(Figure(title: "T", [plot]).svg(standsAlone: true).contains(" width=\"640\""))
  }
}
