extension ResultTable {
  /// The table as a LaTeX `table` for package booktabs, labelled `tab:NAME`; ends with a line break. Values x100 with
  /// one decimal. Where the layout asks for siunitx, numbers stand in its columns; otherwise they are formulas.
  public var latex: String {
    let text = TableText(table: self, style: layout.usesSIUnitx ? .siunitx : .latex)
    let body = rows.indices.map(text.cells(ofRow:)) + layout.literature.map(text.cells(of:))
    var lines = ["\\begin{table}[t]", "  \\centering"]
    if layout.usesSIUnitx { lines += SIUnitxColumn.settings }
    lines += [
      "  \\caption{\(LaTeX.escaped(layout.title)). \(LaTeX.percentEscaped(text.caption))}",
      "  \\label{tab:\(LaTeX.label(layout.name))}",
      "  \\begin{tabular}{\(columns(text, body))}",
      "    \\toprule",
    ]
    lines += groupLines(text)
    let header = text.header.enumerated().map { column, label in
      layout.usesSIUnitx && column >= layout.rows.count ? "{\(label)}" : label
    }
    lines += ["    \(header.joined(separator: " & ")) \\\\", "    \\midrule"]
    for (index, cells) in body.enumerated() {
      if index == rows.count {
        lines.append("    \\midrule")
      } else if index > 0, index < rows.count, startsGroup(rows[index], after: rows[index - 1]) {
        lines.append("    \\addlinespace")
      }
      lines.append("    \(cells.joined(separator: " & ")) \\\\")
    }
    lines += ["    \\bottomrule", "  \\end{tabular}", "\\end{table}", ""]
    return lines.joined(separator: "\n")
  }

  /// What `tabular` is told of the columns.
  private func columns(_ text: TableText, _ body: [[String]]) -> String {
    text.header.indices.map { column in
      guard layout.usesSIUnitx, column >= layout.rows.count else { return text.isNumeric(column) ? "r" : "l" }
      return SIUnitxColumn(cells: body.map { $0[column] }).specification
    }.joined()
  }

  /// The headings of groups with their rules; none when no column has a group.
  private func groupLines(_ text: TableText) -> [String] {
    let spans = text.spans
    guard !spans.isEmpty else { return [] }
    var (cells, rules, first): ([String], [String], Int) = ([], [], 1)
    for span in spans {
      if let group = span.group {
        cells.append("\\multicolumn{\(span.count)}{c}{\(group)}")
        rules.append("\\cmidrule(lr){\(first)-\(first + span.count - 1)}")
      } else {
        cells += [String](repeating: "", count: span.count)
      }
      first += span.count
    }
    return ["    \(cells.joined(separator: " & ")) \\\\", "    \(rules.joined(separator: " "))"]
  }

  /// Whether the outer of two row axes changes between two rows.
  private func startsGroup(_ row: Row, after previous: Row) -> Bool {
    guard layout.rows.count > 1 else { return false }
    return switch layout.rows[0] {
    case .arm: row.arm != previous.arm
    case .shots: row.shots != previous.shots
    case .variant: row.variant != previous.variant
    }
  }
}

/// LaTeX's special characters.
enum LaTeX {
  static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "<": "\\textless{}"
      case ">": "\\textgreater{}"
      case "|": "\\textbar{}"
      case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
      case _ where character.isNewline: " "
      default: "\(character)"
      }
    }.joined()
  }

  /// Escapes the bare percent signs of a text that is LaTeX otherwise.
  static func percentEscaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == "%", result.last != "\\" { result.append("\\") }
      result.append(character)
    }
    return result
  }

  /// A label: letters, digits and a few marks; other characters become hyphens.
  static func label(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || ".:-".contains($0)) ? $0 : "-" })
  }
}

extension TableText.Style {
  static var latex: Self {
    Self(
      plusMinus: "\\pm", absent: "--", delta: "$\\Delta$", number: { "$\($0)$" }, star: "^{*}", dagger: "$^\\dagger$",
      doubleDagger: "$^\\ddagger$",
      timesHundred: "$\\times 100$", bold: { "\\mathbf{\($0)}" }, text: LaTeX.escaped)
  }
}
