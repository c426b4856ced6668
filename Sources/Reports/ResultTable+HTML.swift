extension ResultTable {
  /// The table as an HTML element `table` with a caption, to be put into a page; ends with a line break. Values x100 with
  /// one decimal.
  public var html: String {
    let text = TableText(table: self, style: .html)
    var lines = [
      "<table>",
      "<caption><span><strong>\(HTML.escaped(layout.title)).</strong> \(text.caption)</span></caption>",
      "<thead>",
    ]
    let spans = text.spans
    if !spans.isEmpty {
      let cells = spans.map { span in
        span.group.map { "<th scope=\"colgroup\" colspan=\"\(span.count)\" class=\"group\">\($0)</th>" }
          ?? "<td colspan=\"\(span.count)\"></td>"
      }
      lines.append("<tr>\(cells.joined())</tr>")
    }
    let header = text.header.enumerated().map { column, label in
      "<th scope=\"col\"\(text.isNumeric(column) ? " class=\"number\"" : "")>\(label)</th>"
    }
    lines += ["<tr>\(header.joined())</tr>", "</thead>", "<tbody>"]
    lines += rows.indices.map { Self.row(text.cells(ofRow: $0), text) }
    lines.append("</tbody>")
    if !layout.literature.isEmpty {
      lines.append("<tbody class=\"literature\">")
      lines += layout.literature.map { Self.row(text.cells(of: $0), text) }
      lines.append("</tbody>")
    }
    return (lines + ["</table>", ""]).joined(separator: "\n")
  }

  private static func row(_ cells: [String], _ text: TableText) -> String {
    let axes = text.table.layout.rows.count
    let html = cells.enumerated().map { column, cell in
      let kind = text.isNumeric(column) ? " class=\"number\"" : ""
      return column < axes ? "<th scope=\"row\"\(kind)>\(cell)</th>" : "<td\(kind)>\(cell)</td>"
    }
    return "<tr>\(html.joined())</tr>"
  }
}

/// HTML's special characters.
enum HTML {
  /// Text as content or quoted attribute. Characters that HTML forbids become U+FFFD; breaks stay.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\r": result += "\n"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension TableText.Style {
  static var html: Self {
    Self(
      plusMinus: "±", absent: "–", delta: "Δ", number: minus,
      star: "<sup>*</sup>", dagger: "†", doubleDagger: "‡", timesHundred: "×100", bold: { "<strong>\($0)</strong>" },
      text: HTML.escaped)
  }

  /// A hyphen before a number as a minus sign.
  private static func minus(_ text: String) -> String { text.map { $0 == "-" ? "−" : "\($0)" }.joined() }
}
