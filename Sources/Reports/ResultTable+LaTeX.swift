extension ResultTable {
  /// The table as a LaTeX `table` for package booktabs, labelled `tab:NAME`; ends with a line break. Values x100 with
  /// one decimal.
  public var latex: String {
    let text = TableText(table: self, style: .latex)
    let alignment = text.header.indices.map { text.isNumeric($0) ? "r" : "l" }.joined()
    var lines = [
      "\\begin{table}[t]",
      "  \\centering",
      "  \\caption{\(LaTeX.escaped(layout.title)). \(LaTeX.percentEscaped(text.caption))}",
      "  \\label{tab:\(LaTeX.label(layout.name))}",
      "  \\begin{tabular}{\(alignment)}",
      "    \\toprule",
      "    \(text.header.joined(separator: " & ")) \\\\",
      "    \\midrule",
    ]
    for (index, row) in rows.enumerated() {
      if index > 0, startsGroup(row, after: rows[index - 1]) { lines.append("    \\addlinespace") }
      lines.append("    \(text.cells(of: row).joined(separator: " & ")) \\\\")
    }
    if !layout.literature.isEmpty {
      lines.append("    \\midrule")
      for row in layout.literature { lines.append("    \(text.cells(of: row).joined(separator: " & ")) \\\\") }
    }
    lines += ["    \\bottomrule", "  \\end{tabular}", "\\end{table}", ""]
    return lines.joined(separator: "\n")
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
      timesHundred: "$\\times 100$", text: LaTeX.escaped)
  }
}
