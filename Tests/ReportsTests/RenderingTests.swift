import Reports
import StrictJSON
import Testing

@Suite struct RenderingTests {
  @Test func footnotesEndTheCaptionInEveryForm() throws {
    var table = try sampleTable()
    table.footnotes = ["Made again: 2 of 5_runs"]
    #expect(table.markdown.hasSuffix(". Made again: 2 of 5\\_runs.\n"))
    #expect(table.html.contains(". Made again: 2 of 5_runs.</span></caption>"))
    #expect(table.latex.contains(". Made again: 2 of 5\\_runs.}"))
    #expect(table.json["footnotes"] == ["Made again: 2 of 5_runs"])
    #expect(try sampleTable().json["footnotes"] == nil)
  }

  @Test func markdownIsAligned() throws {
    let text = try sampleTable().markdown
    #expect(
      text == """
        **Few-shot detection**

        | shots | arm           |                 nAP |         Δ nAP |
        | ----: | ------------- | ------------------: | ------------: |
        |    10 | encoder-only  |          14.0 ± 2.5 |               |
        |    10 | full-transfer |          16.0 ± 2.5 |    +2.0 ± 4.3 |
        |    10 | scratch       |         5.0 (n=1/3) | -10.0 (n=1/3) |
        |    30 | encoder-only  | 22.5 ± 31.8 (n=2/3) |               |
        |    30 | full-transfer | 31.0 ± 12.7 (n=2/3) | +10.0 (n=1/3) |
        |    30 | scratch       |                   – |             – |

        Values ×100: mean ± half width of the 95 % Student-t interval over seeds 0, 1, 2 (n=3 unless noted). \
        Δ: mean of the seed-by-seed differences from encoder-only, with its own interval; \
        \\* marks an interval without 0, not corrected for the number of comparisons. \
        n=k/N: only k of N seeds have a value; –: none has.

        """)
  }

  @Test func markdownWithoutBaselineHasOneColumnEach() throws {
    let table = try ResultTable(
      layout: TableLayout(name: "t", title: "A | B_c", rows: [.arm], columns: [novelAP]),
      observations: observations("scratch", shots: nil, [(0, 0.1234)]),
      expected: ExpectedMatrix(arms: ["scratch"], seeds: [0]))
    #expect(
      table.markdown == """
        **A \\| B\\_c**

        | arm     |        nAP |
        | ------- | ---------: |
        | scratch | 12.3 (n=1) |

        Values ×100 of seed 0 alone (n=1), so without interval.

        """)
  }

  @Test func aDifferenceThatExcludesZeroIsMarked() throws {
    let table = try ResultTable(
      layout: TableLayout(
        name: "t", title: "T", rows: [.arm], columns: [novelAP], baseline: TableLayout.Baseline(arm: "b")),
      observations: observations("a", shots: nil, [(0, 0.10), (1, 0.21)])
        + observations("b", shots: nil, [(0, 0.20), (1, 0.31)]),
      expected: ExpectedMatrix(arms: ["a", "b"], seeds: [0, 1]))
    #expect(table.markdown.contains("-10.0 ± 0.0\\* |"))
    #expect(table.latex.contains("$-10.0 \\pm 0.0^{*}$ \\\\"))
  }

  @Test func latexUsesBooktabs() throws {
    let text = try sampleTable().latex
    #expect(
      text == #"""
        \begin{table}[t]
          \centering
          \caption{Few-shot detection. Values $\times 100$: mean $\pm$ half width of the 95 \% Student-t \#
        interval over seeds 0, 1, 2 (n=3 unless noted). $\Delta$: mean of the seed-by-seed differences from \#
        encoder-only, with its own interval; $^{*}$ marks an interval without 0, not corrected for the number of \#
        comparisons. n=k/N: only k of N seeds have a value; --: none has.}
          \label{tab:main}
          \begin{tabular}{rlrr}
            \toprule
            shots & arm & nAP & $\Delta$ nAP \\
            \midrule
            10 & encoder-only & $14.0 \pm 2.5$ &  \\
            10 & full-transfer & $16.0 \pm 2.5$ & $+2.0 \pm 4.3$ \\
            10 & scratch & $5.0$ (n=1/3) & $-10.0$ (n=1/3) \\
            \addlinespace
            30 & encoder-only & $22.5 \pm 31.8$ (n=2/3) &  \\
            30 & full-transfer & $31.0 \pm 12.7$ (n=2/3) & $+10.0$ (n=1/3) \\
            30 & scratch & -- & -- \\
            \bottomrule
          \end{tabular}
        \end{table}

        """#)
  }

  @Test func latexEscapesEveryText() throws {
    let column = TableLayout.Column(metric: "AP", subset: "novel", label: "AP_{50} & 100%")
    let table = try ResultTable(
      layout: TableLayout(
        name: "main table_1", title: "A\\B ~ #1 $x^2$ <|>", rows: [.arm], columns: [column]),
      observations: observations("full_transfer", shots: nil, [(0, -0.0001)]),
      expected: ExpectedMatrix(arms: ["full_transfer"], seeds: [0]))
    let latex = table.latex
    #expect(
      latex.contains(
        "\\caption{A\\textbackslash{}B \\textasciitilde{} \\#1 \\$x\\textasciicircum{}2\\$ "
          + "\\textless{}\\textbar{}\\textgreater{}. Values $\\times 100$"))
    #expect(latex.contains("arm & AP\\_\\{50\\} \\& 100\\% \\\\"))
    #expect(latex.contains("full\\_transfer & $0.0$ (n=1) \\\\"))
    #expect(latex.contains("\\label{tab:main-table-1}"))
  }

  @Test func csvHasRawValuesAndEmptyFieldsForWhatIsAbsent() throws {
    let table = try sampleTable()
    let text = table.csv
    // The last digits of an interval are the mathematics library's.
    let halfWidths = table.rows.map { $0.cells[0].estimate?.halfWidth ?? .nan }
    let difference = table.rows[1].cells[0].difference?.halfWidth ?? .nan
    #expect(
      text.split(separator: "\r\n").map(String.init) == [
        "variant,shots,arm,label,metric,subset,iou_type,mean,half_width,n,expected_n,"
          + "difference,difference_half_width,difference_n,protocol,runs",
        ",10,encoder-only,nAP,AP,novel,bbox,0.14,\(halfWidths[0]),3,3,,,,,",
        ",10,full-transfer,nAP,AP,novel,bbox,0.16,\(halfWidths[1]),3,3,0.02,\(difference),3,,",
        ",10,scratch,nAP,AP,novel,bbox,0.05,,1,3,-0.09999999999999999,,1,,",
        ",30,encoder-only,nAP,AP,novel,bbox,0.225,\(halfWidths[3]),2,3,,,,,",
        ",30,full-transfer,nAP,AP,novel,bbox,0.31,\(halfWidths[4]),2,3,0.09999999999999998,,1,,",
        ",30,scratch,nAP,AP,novel,bbox,,,0,3,,,,,",
      ])
    #expect(text.hasSuffix("\r\n"))
  }

  @Test func csvQuotesWhatNeedsIt() throws {
    let column = TableLayout.Column(metric: "AP", subset: "novel visible[0,0.5)", label: "a \"b\"\nc")
    let table = try ResultTable(
      layout: TableLayout(name: "t", title: "T", rows: [.arm], columns: [column]), observations: [],
      expected: ExpectedMatrix(arms: ["scratch"], seeds: [0]))
    #expect(
      table.csv.hasSuffix(
        "\r\n,,scratch,\"a \"\"b\"\"\nc\",AP,\"novel visible[0,0.5)\",bbox,,,0,1,,,,,\r\n"))
  }

  @Test func everyNumberNamesItsRun() throws {
    var observed = observations("a", shots: nil, [(0, 0.5), (1, 0.75), (2, nil)])
    for place in observed.indices { observed[place].run = "run\(place)" }
    var table = try ResultTable(
      layout: TableLayout(name: "t", title: "T", rows: [.arm], columns: [novelAP]), observations: observed,
      expected: ExpectedMatrix(arms: ["a"], seeds: [0, 1, 2]))
    #expect(table.csv.hasSuffix(",run0 run1\r\n"))
    #expect(table.json["spec_digest"] == nil)
    table.source = TableSource(experiment: "e", specDigest: "ab12", commits: ["c1", "c2"])
    let text = table.json.canonicalText
    #expect(
      text.contains(#""values":[{"run":"run0","seed":0,"value":0.5},{"run":"run1","seed":1,"value":0.75}]"#), "\(text)")
    #expect(table.json["experiment"] == "e" && table.json["spec_digest"] == "ab12")
    #expect(table.json["commits"] == ["c1", "c2"])
  }

  @Test func jsonHasEverySeed() throws {
    let table = try ResultTable(
      layout: TableLayout(
        name: "t", title: "T", rows: [.arm], columns: [novelAP], baseline: TableLayout.Baseline(arm: "b")),
      observations: observations("a", shots: nil, [(0, 0.5), (1, 0.75)])
        + observations("b", shots: nil, [(0, 0.25), (1, nil)]),
      expected: ExpectedMatrix(arms: ["a", "b"], seeds: [0, 1, 2]))
    let halfWidth = table.rows[0].cells[0].estimate?.halfWidth ?? .nan
    #expect(abs(halfWidth - 1.5882755920) < 1e-9)
    #expect(
      table.json.canonicalText == """
        {"baseline":"b","baseline_variant":null,"columns":[{"iou_type":"bbox","label":"nAP","metric":"AP","subset":"novel"}],\
        "format":"imted-bench/table/1","interval":{"confidence":0.95,"method":"student-t","over":"seeds"},\
        "literature":[],"name":"t","pretrain_seeds":[],"rows":[{"arm":"a","cells":[{"absent_seeds":[],\
        "difference":{"excludes_zero":null,"half_width":null,"mean":0.25,"n":1,"seeds":[0]},\
        "estimate":{"half_width":\(halfWidth),"mean":0.625,"n":2,"seeds":[0,1]},"expected_n":3,\
        "missing_seeds":[2],"values":[{"seed":0,"value":0.5},{"seed":1,"value":0.75}]}],"shots":null,"variant":null},\
        {"arm":"b","cells":[{"absent_seeds":[1],"difference":null,\
        "estimate":{"half_width":null,"mean":0.25,"n":1,"seeds":[0]},"expected_n":3,\
        "missing_seeds":[2],"values":[{"seed":0,"value":0.25}]}],"shots":null,"variant":null}],\
        "seeds":[0,1,2],"title":"T"}
        """)
  }
}
