extension ResultTable {
  /// The table as a Markdown pipe table with title and caption, aligned to read well in a terminal; ends with a line
  /// break. Values x100 with one decimal.
  public var markdown: String {
    let text = TableText(table: self, style: .markdown)
    let grid = [heading(text)] + rows.indices.map(text.cells(ofRow:)) + layout.literature.map(text.cells(of:))
    let widths = text.header.indices.map { column in max(3, grid.map { $0[column].count }.max() ?? 0) }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        Padding.pad(cell, to: widths[column], right: text.isNumeric(column))
      }
      return "| \(padded.joined(separator: " | ")) |"
    }
    let rule = widths.enumerated().map { column, width in
      String(repeating: "-", count: width - 1) + (text.isNumeric(column) ? ":" : "-")
    }
    let lines = [line(grid[0]), "| \(rule.joined(separator: " | ")) |"] + grid.dropFirst().map(line)
    return (["**\(TableText.Style.markdown.text(layout.title))**", ""] + lines + ["", text.caption, ""])
      .joined(separator: "\n")
  }

  /// Pipe tables have one line of headings, so that groups come before the label.
  private func heading(_ text: TableText) -> [String] {
    let groups = text.spans.flatMap { span in [String?](repeating: span.group, count: span.count) }
    guard !groups.isEmpty else { return text.header }
    return zip(groups, text.header).map { group, label in group.map { "\($0): \(label)" } ?? label }
  }
}

extension TableText.Style {
  static var markdown: Self {
    Self(
      plusMinus: "±", absent: "–", delta: "Δ", number: { $0 }, star: "\\*", dagger: "†", doubleDagger: "‡",
      timesHundred: "×100", bold: { "**\($0)**" },
      text: { text in
        text.map { character in
          switch character {
          case "|", "\\", "*", "_", "`", "<", ">", "[", "]": "\\\(character)"
          case _ where character.isNewline: " "
          default: "\(character)"
          }
        }.joined()
      })
  }
}

/// Fills texts up with blanks.
enum Padding {
  static func pad(_ text: String, to width: Int, right: Bool) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return right ? blanks + text : text + blanks
  }
}
