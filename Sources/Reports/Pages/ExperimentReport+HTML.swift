extension ExperimentReport {
  /// The report as one HTML5 file that needs nothing else: no script, no request. The same results give the same bytes.
  public var html: String {
    let parts = [
      head, opening, tablePart, figurePart, runPart, cardPart, environmentPart, specPart, "</main>\n</body>\n</html>\n",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var head: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>\(HTML.escaped(oneLine(title)))</title>
    <style>
    \(ReportStyle.css)
    </style>
    </head>
    <body>
    <main>
    """
  }

  private var opening: String {
    var lines = [
      "<h1>\(HTML.escaped(oneLine(title)))</h1>", "<p class=\"name\">experiment <code>\(HTML.escaped(name))</code></p>",
    ]
    lines.append("<p>\(HTML.escaped(question))</p>")
    lines += paragraphs(notes).map { "<p>\($0)</p>" }
    let holes = runs.count { $0.status != "finished" }
    lines.append(
      holes == 0
        ? "<p>All \(runs.count) runs are finished.</p>"
        : "<p class=\"warning\">\(holes) of \(runs.count) runs are missing or not finished; <a href=\"#runs\">the list</a>"
          + " says which. Their cells are holes in tables and figures.</p>")
    return lines.joined(separator: "\n")
  }

  private var tablePart: String {
    section("tables", "Tables", tables.map { "<div class=\"wide\" tabindex=\"0\">\n\($0.html)</div>" })
  }

  private var figurePart: String {
    section(
      "figures", "Figures",
      figures.map { "<figure class=\"wide\" tabindex=\"0\">\n\($0.svg(standsAlone: false))</figure>" })
  }

  private var runPart: String {
    let hasVariants = runs.contains { $0.variant != nil }
    let hasShots = runs.contains { $0.shots != nil }
    let hasGrades = runs.contains { $0.repeats != nil }
    let header =
      (hasVariants ? ["variant"] : []) + (hasShots ? ["shots"] : []) + [
        "arm", "seed", "run", "status", "began", "took",
      ] + (hasGrades ? ["made again"] : [])
    let rows = runs.map { run -> String in
      var cells = hasVariants ? [cell(run.variant)] : []
      if hasShots { cells.append(cell(run.shots.map { "\($0)" }, isNumber: true)) }
      let status = run.status.map { word in [word, run.message].compactMap(\.self).joined(separator: ": ") }
      cells += [
        cell(run.arm), cell("\(run.seed)", isNumber: true), cell(run.id, isCode: true),
        cell(status ?? "missing", wraps: run.message != nil),
        cell(run.startedAt), cell(run.wallSeconds.map { NumberFormat.duration($0) }, isNumber: true),
      ]
      if hasGrades { cells.append(cell(run.repeats)) }
      return "<tr\(run.status == "finished" ? "" : " class=\"hole\"")>\(cells.joined())</tr>"
    }
    let table =
      [
        "<div class=\"wide\" tabindex=\"0\">", "<table class=\"list\">",
        "<caption><span>Every cell of the matrix. The time is that of all stages that a run needs, shared ones included.</span></caption>",
        "<thead><tr>\(header.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>", "<tbody>",
      ] + rows + ["</tbody>", "</table>", "</div>"]
    return section("runs", "Runs", [table.joined(separator: "\n")])
  }

  private var cardPart: String {
    let cards = self.cards.map { card in
      "<h3>Protocol <code>\(HTML.escaped(String(card.digest.prefix(16))))</code></h3>\n" + list(card.facts)
    }
    return section(
      "protocol", "Protocol", cards.isEmpty ? ["<p>These runs have no protocol card.</p>"] : cards)
  }

  private var environmentPart: String { section("environment", "Environment", [list(environment)]) }

  private var specPart: String {
    section(
      "spec", "Experiment file",
      [
        "<details>\n<summary>The experiment with every default written out</summary>\n<pre><code>"
          + HTML.escaped(spec) + "</code></pre>\n</details>"
      ])
  }

  private func section(_ id: String, _ title: String, _ parts: [String]) -> String {
    guard !parts.isEmpty else { return "" }
    return (["<section id=\"\(id)\">", "<h2>\(title)</h2>"] + parts + ["</section>"]).joined(separator: "\n")
  }

  private func list(_ facts: [(name: String, words: String)]) -> String {
    let lines = facts.map { "<dt>\(HTML.escaped($0.name))</dt><dd>\(HTML.escaped($0.words))</dd>" }
    return (["<dl>"] + lines + ["</dl>"]).joined(separator: "\n")
  }

  private func cell(
    _ text: String?, isNumber: Bool = false, isCode: Bool = false, wraps: Bool = false
  ) -> String {
    let words = text.map(HTML.escaped) ?? "–"
    return
      "<td\(isNumber ? " class=\"number\"" : wraps ? " class=\"long\"" : "")>\(isCode && text != nil ? "<code>\(words)</code>" : words)</td>"
  }

  private func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }

  private func paragraphs(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { HTML.escaped(String($0)) }
  }
}

/// How the report looks, on screens of any width, light and dark, and on paper.
private enum ReportStyle {
  static let css = """
    :root { color-scheme: light dark; --text: #1a1a1a; --page: #ffffff; --soft: #5a5a5a; --rule: #c8c8c8; --hole: #fdf1d8; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e8e8e8; --page: #17191c; --soft: #a8a8a8; --rule: #4a4d52; --hole: #4a3a12; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 76rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
    p { max-width: 60rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 0; }
    h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--rule); }
    h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
    .name, caption, summary { color: var(--soft); }
    .warning { background: var(--hole); padding: .5rem .8rem; border-radius: .3rem; }
    .wide { overflow-x: auto; margin: 1rem 0 1.6rem; overflow-wrap: normal; }
    figure.wide svg { display: block; max-width: 100%; min-width: 32rem; height: auto; }
    table { border-collapse: collapse; font-size: .9rem; border-top: 2px solid; border-bottom: 2px solid; }
    caption { caption-side: bottom; text-align: left; padding-top: .5rem; font-size: .85rem; min-width: 18rem; }
    caption > span { position: sticky; left: 0; display: block; max-width: min(58rem, 100vw - 2rem); }
    sup { line-height: 0; }
    caption strong { color: var(--text); }
    th, td { padding: .25rem .55rem; text-align: left; white-space: nowrap; }
    thead tr:last-child th { border-bottom: 1px solid; }
    thead .group { text-align: center; border-bottom: 1px solid var(--rule); }
    tbody th { font-weight: normal; }
    tbody.literature { border-top: 1px solid; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .list td { border-bottom: 1px solid var(--rule); }
    .list td.long { white-space: normal; min-width: 8rem; }
    .hole { background: var(--hole); }
    code, pre { font: .85em/1.4 ui-monospace, monospace; }
    pre { overflow-x: auto; border: 1px solid var(--rule); padding: .8rem; overflow-wrap: normal; }
    dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1rem; margin: 0; font-size: .9rem; }
    dt { color: var(--soft); }
    dd { margin: 0; }
    @media print {
      :root { --text: #000; --page: #fff; --soft: #333; --rule: #999; --hole: #eee; }
      main { max-width: none; padding: 0; }
      .wide { overflow: visible; }
      section, figure, tr { break-inside: avoid-page; }
      #tables, #figures, #runs, #spec { break-inside: auto; }
      table { font-size: .75rem; }
    }
    """
}
