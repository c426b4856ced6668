import Reports
import StrictJSON
import Testing

/// Groups of columns, siunitx, columns without differences and bold values.
@Suite struct PaperTableTests {
  private let full = [0.30, 0.31, 0.32]
  private let encoder = [0.20, 0.22, 0.23]
  private let scratch = [0.05, 0.07, 0.05]

  private func values(_ arm: String, _ values: [Double], subset: String = "novel") -> [Observation] {
    observations(arm, shots: nil, subset: subset, values.enumerated().map { ($0, $1) })
  }

  private func table(
    _ observed: [Observation], arms: [String] = ["full", "encoder", "scratch"], shots: [Int] = [],
    change: (inout TableLayout) -> Void = { _ in }
  ) throws -> ResultTable {
    var layout = TableLayout(
      name: "t", title: "T", rows: shots.isEmpty ? [.arm] : [.shots, .arm], columns: [novelAP])
    change(&layout)
    return try ResultTable(
      layout: layout, observations: observed, expected: ExpectedMatrix(arms: arms, shots: shots, seeds: [0, 1, 2]))
  }

  /// P values of the paired t test: full and encoder 0.00127, full and scratch 0.00121; Holm makes both 0.00242.
  @Test func theBestIsBoldWhereItIsProven() throws {
    let table = try table(values("full", full) + values("encoder", encoder) + values("scratch", scratch)) {
      $0.marksBest = true
    }
    let best = try #require(table.best.first)
    #expect(table.best.count == 1 && best.row == 0 && best.second == 1 && best.comparisons == 2 && best.isProven)
    #expect(isClose(best.adjustedP, 2 * 0.001209712704140397))
    #expect(isClose(best.difference, 0.28 / 3))
    // The second of two ranks: 95 %.
    #expect(isClose(best.confidence, 0.95))
    #expect(table.markdown.contains("| full    | **31.0 ± 2.5** |"), "\(table.markdown)")
    #expect(!table.markdown.contains("**21.7") && table.markdown.contains("corrected by Holm's method"))
    #expect(table.latex.contains("full & $\\mathbf{31.0 \\pm 2.5}$ \\\\"))
    #expect(table.html.contains("<td class=\"number\"><strong>31.0 ± 2.5</strong></td>"))
    guard case .array(let told)? = table.json["best"] else {
      Issue.record("no best in JSON")
      return
    }
    #expect(told.map { $0["proven"] } == [true])
  }

  /// The second best is as good but for chance: P 0.18.
  @Test func theBestIsNotBoldByChance() throws {
    let table = try table(values("full", full) + values("encoder", [0.28, 0.31, 0.30]) + values("scratch", scratch)) {
      $0.marksBest = true
    }
    #expect(table.best.first?.isProven == false)
    #expect(!table.latex.contains("mathbf"))
  }

  /// Against the second best P is 0.0013; against the third, whose values scatter, 0.36.
  @Test func aNoisyThirdRowMayBeAsGood() throws {
    let noisy = [0.29, 0.02, 0.30]
    let table = try table(values("full", full) + values("encoder", encoder) + values("scratch", noisy)) {
      $0.marksBest = true
    }
    let best = try #require(table.best.first)
    #expect(best.second == 1 && best.adjustedP < 0.01 && best.largestAdjustedP > 0.3 && !best.isProven)
    #expect(!table.latex.contains("mathbf") && table.latex.contains("differences from all other rows exclude 0"))
    guard case .array(let told)? = table.json["best"] else {
      Issue.record("no best in JSON")
      return
    }
    #expect(told.map { $0["proven"] } == [false])
    #expect(told.first?["largest_adjusted_p"] == .number(best.largestAdjustedP))
  }

  /// Over all its seeds full is best; over those that both have, the other is better, and P is small.
  @Test func whatIsBelowOverSharedSeedsIsNotProven() throws {
    let table = try table(
      values("full", [0.20, 0.20, 0.90])
        + observations("encoder", shots: nil, [(0, 0.300), (1, 0.301)]), arms: ["full", "encoder"]
    ) { $0.marksBest = true }
    let best = try #require(table.best.first)
    #expect(best.row == 0 && best.largestAdjustedP < 0.01 && !best.isProven)
  }

  /// One comparison alone has P 0.03; beside three equal ones Holm's method asks for 0.0125.
  @Test func moreRowsAskForMore() throws {
    let others = [0.30, 0.295, 0.28]
    let two = try table(values("full", [0.32, 0.33, 0.33]) + values("encoder", others), arms: ["full", "encoder"]) {
      $0.marksBest = true
    }
    let alone = try #require(two.best.first)
    let arms = ["full", "a", "b", "c", "d"]
    let five = try table(
      values("full", [0.32, 0.33, 0.33]) + arms.dropFirst().flatMap { values($0, others) }, arms: arms
    ) { $0.marksBest = true }
    let among = try #require(five.best.first)
    #expect(isClose(among.adjustedP, min(1, 4 * alone.adjustedP)))
    #expect(among.comparisons == 4 && among.confidence > alone.confidence)
    #expect((among.halfWidth ?? 0) > (alone.halfWidth ?? 1))
  }

  @Test func rowsOfOtherShotsAndWithoutSharedSeedsProveNothing() throws {
    let few = observations("full", shots: 10, full.enumerated().map { ($0, $1) })
    let many = observations("full", shots: 30, full.enumerated().map { ($0, $1 + 0.2) })
    let table = try table(few + many, arms: ["full"], shots: [10, 30]) { $0.marksBest = true }
    #expect(table.best.isEmpty)
    let apart = try self.table(
      observations("full", shots: nil, [(0, 0.5)]) + observations("encoder", shots: nil, [(1, 0.1), (2, 0.1)]),
      arms: ["full", "encoder"]
    ) { $0.marksBest = true }
    #expect(apart.best.first?.adjustedP == 1 && apart.best.first?.difference == nil)
    #expect(apart.best.first?.isProven == false)
  }

  @Test func nothingIsMarkedUnlessAskedFor() throws {
    let table = try table(values("full", full) + values("encoder", encoder) + values("scratch", scratch))
    #expect(table.best.isEmpty && table.json["best"] == nil && !table.markdown.contains("Bold"))
  }

  private func grouped(siunitx: Bool = false) throws -> ResultTable {
    try table(
      values("full", full) + values("encoder", encoder) + values("full", full, subset: "base")
        + values("encoder", encoder, subset: "base") + values("full", full, subset: "all"),
      arms: ["full", "encoder"]
    ) { layout in
      layout.columns = ["novel", "base", "all"].map { subset in
        TableLayout.Column(metric: "AP", subset: subset, label: subset == "all" ? "AP" : "AP \(subset)")
      }
      layout.columns[0].group = "Few & shots"
      layout.columns[1].group = "Few & shots"
      layout.columns[1].showsDifference = false
      layout.baseline = TableLayout.Baseline(arm: "encoder")
      layout.usesSIUnitx = siunitx
      layout.marksBest = siunitx
    }
  }

  @Test func groupsShareAHeading() throws {
    let table = try grouped()
    #expect(
      table.latex.contains("     & \\multicolumn{3}{c}{Few \\& shots} &  &  \\\\\n    \\cmidrule(lr){2-4}\n"),
      "\(table.latex)")
    #expect(table.latex.contains("    arm & AP novel & $\\Delta$ AP novel & AP base & AP & $\\Delta$ AP \\\\"))
    #expect(
      table.markdown.contains("| Few & shots: AP novel | Few & shots: Δ AP novel | Few & shots: AP base | "),
      "\(table.markdown)")
    #expect(
      table.html.contains(
        "<tr><td colspan=\"1\"></td><th scope=\"colgroup\" colspan=\"3\" class=\"group\">Few &amp; shots</th>"
          + "<td colspan=\"2\"></td></tr>"))
  }

  @Test func aColumnMayGoWithoutItsDifference() throws {
    let lines = try grouped().markdown.split(separator: "\n")
    #expect(lines.dropFirst(3).first?.split(separator: "|").count == 6)
  }

  @Test func siunitxColumnsHaveRoomForTheirNumbers() throws {
    let latex = try grouped(siunitx: true).latex
    #expect(latex.contains("\\sisetup{separate-uncertainty=true, retain-explicit-plus=true, detect-weight=true}"))
    #expect(
      latex.contains(
        "\\begin{tabular}{lS[table-format=2.1(2)]S[table-format=+1.1(2), table-space-text-post={$^{*}$}]"
          + "S[table-format=2.1(2)]S[table-format=2.1(2)]S[table-format=1.1]}"), "\(latex)")
    #expect(latex.contains("    arm & {AP novel} & {$\\Delta$ AP novel} & {AP base} & {AP} & {$\\Delta$ AP} \\\\"))
    #expect(
      latex.contains(
        "    full & \\bfseries 31.0(25) & +9.3(14) {$^{*}$} & \\bfseries 31.0(25) & 31.0(25) & {--} \\\\"), "\(latex)")
    #expect(latex.contains("    encoder & 21.7(38) &  & 21.7(38) & {--} &  \\\\"))
  }

  /// siunitx drops an uncertainty of 0.
  @Test func anIntervalThatRoundsToZeroIsNotLost() throws {
    let table = try table(
      values("full", [0.3, 0.3, 0.3]) + values("encoder", [0.2, 0.2, 0.2]), arms: ["full", "encoder"]
    ) {
      $0.usesSIUnitx = true
      $0.marksBest = true
      $0.baseline = TableLayout.Baseline(arm: "encoder")
    }
    #expect(
      table.latex.contains("full & {$\\mathbf{30.0 \\pm 0.0}$} & {$+10.0 \\pm 0.0^{*}$} \\\\"), "\(table.latex)")
    #expect(table.latex.contains("encoder & {$20.0 \\pm 0.0$} &  \\\\"))
  }

  @Test func htmlEscapesEveryText() throws {
    let layout = TableLayout(
      name: "t", title: "<script>alert(1)</script>", rows: [.arm],
      columns: [TableLayout.Column(metric: "AP", subset: "novel", label: "a & \"b\" <i>")])
    let table = try ResultTable(
      layout: layout, observations: values("x'y", [0.1]), expected: ExpectedMatrix(arms: ["x'y"], seeds: [0]))
    #expect(!table.html.contains("<script") && !table.html.contains("<i>"))
    #expect(table.html.contains("<strong>&lt;script&gt;alert(1)&lt;/script&gt;.</strong> Values ×100 of seed 0"))
    #expect(table.html.contains("<th scope=\"col\" class=\"number\">a &amp; &quot;b&quot; &lt;i&gt;</th>"))
    #expect(table.html.contains("<th scope=\"row\">x&#39;y</th><td class=\"number\">10.0 (n=1)</td>"))
  }

  @Test func htmlHasSignsHolesAndLiterature() throws {
    var layout = try sampleTable().layout
    layout.literature = [
      LiteratureRow(label: "imTED", source: "S", setting: "COCO", seeds: nil, incomparable: "other data", values: [9])
    ]
    let table = try ResultTable(
      layout: layout,
      observations: observations("full-transfer", [(0, 0.15), (1, 0.16)])
        + observations("encoder-only", [(0, 0.25), (1, 0.3)]),
      expected: ExpectedMatrix(arms: ["encoder-only", "full-transfer"], shots: [10], seeds: [0, 1, 2]))
    #expect(table.html.contains("−12.0 ± 25.4 (n=2/3)"), "\(table.html)")
    #expect(table.html.contains("<tbody class=\"literature\">\n<tr><th scope=\"row\" class=\"number\"></th>"))
    #expect(table.html.contains("<th scope=\"row\">imTED †</th><td class=\"number\">9.0</td>"))
  }
}
