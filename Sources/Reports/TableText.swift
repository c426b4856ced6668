/// The texts of a table that Markdown and LaTeX share, in the words of one of them.
struct TableText {
  /// How a renderer writes what is not plain text.
  struct Style {
    let plusMinus: String
    let absent: String
    let delta: String
    let number: (String) -> String
    let star: String
    let timesHundred: String
    let text: (String) -> String
  }

  let table: ResultTable
  let style: Style

  /// The headings, row axes first.
  var header: [String] {
    table.layout.rows.map(\.rawValue)
      + table.layout.columns.flatMap { column in
        let label = style.text(column.label)
        return table.layout.baselineArm == nil ? [label] : [label, "\(style.delta) \(label)"]
      }
  }

  /// The cells of a row, axes first.
  func cells(of row: ResultTable.Row) -> [String] {
    let axes = table.layout.rows.map { axis in
      switch axis {
      case .shots: row.shots.map { "\($0)" } ?? style.absent
      case .arm: style.text(row.arm)
      }
    }
    return axes
      + row.cells.flatMap { cell in
        let value = text(cell.estimate, of: cell.expectedCount, signed: false)
        guard let baseline = table.layout.baselineArm else { return [value] }
        return [
          value, row.arm == baseline ? "" : text(cell.difference, of: cell.expectedCount, signed: true),
        ]
      }
  }

  /// Whether a column of ``header`` holds numbers.
  func isNumeric(_ column: Int) -> Bool {
    column >= table.layout.rows.count || table.layout.rows[column] == .shots
  }

  /// How the numbers came about: unit, interval method, seeds, marks.
  var caption: String {
    let seeds = table.seeds.map { "\($0)" }.joined(separator: ", ")
    var sentences = [
      table.seeds.count == 1
        ? "Values \(style.timesHundred) of seed \(seeds) alone (n=1), so without interval"
        : "Values \(style.timesHundred): mean \(style.number(style.plusMinus)) half width of the 95 % Student-t"
          + " interval over seeds \(seeds) (n=\(table.seeds.count) unless noted)"
    ]
    if let baseline = table.layout.baselineArm {
      sentences.append(
        "\(style.delta): mean of the seed-by-seed differences from \(style.text(baseline)), with its own interval;"
          + " \(style.number(style.star)) marks an interval without 0, not corrected for the number of comparisons"
      )
    }
    if table.rows.contains(where: { $0.cells.contains { $0.values.count < $0.expectedCount } }) {
      sentences.append(
        "n=k/N: only k of N seeds have a value; \(style.absent): none has")
    }
    return sentences.joined(separator: ". ") + "."
  }

  private func text(_ estimate: TableEstimate?, of expected: Int, signed: Bool) -> String {
    guard let estimate else { return style.absent }
    var number = NumberFormat.percent(estimate.mean, signed: signed)
    if let halfWidth = estimate.halfWidth {
      number += " \(style.plusMinus) \(NumberFormat.percent(halfWidth))"
    }
    if signed, estimate.excludesZero == true { number += style.star }
    let count = estimate.n == expected ? "\(expected)" : "\(estimate.n)/\(expected)"
    let note = estimate.n == expected && expected > 1 ? "" : " (n=\(count))"
    return style.number(number) + note
  }
}
