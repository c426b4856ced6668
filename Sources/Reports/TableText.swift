/// The texts of a table that its renderers share, in the words of one of them.
struct TableText {
  /// A number with what belongs to it.
  struct Number {
    /// The mean x100, with a sign where it is a difference.
    let mean: String
    /// Half the width of its interval x100; nil for none.
    let halfWidth: String?
    /// Whether its interval excludes 0.
    let isStarred: Bool
    /// Whether it is proven to be the best.
    let isBold: Bool
    /// How many seeds it is over, where that has to be said: `n=2/3`.
    let note: String?
  }

  /// How a renderer writes what is not plain text.
  struct Style {
    let plusMinus: String
    let absent: String
    let delta: String
    let number: (String) -> String
    let star: String
    let dagger: String
    let doubleDagger: String
    let timesHundred: String
    var bold: (String) -> String = { $0 }
    let text: (String) -> String
    /// A whole cell; nil for mean, interval and star as one ``number``, then the note in brackets.
    var cell: ((Number) -> String)?
  }

  /// Neighbouring columns under one heading.
  struct Span {
    /// The heading; nil for none.
    let group: String?
    /// How many columns it is over.
    var count: Int
  }

  let table: ResultTable
  let style: Style
  private let bold: Set<[Int]>

  init(table: ResultTable, style: Style) {
    (self.table, self.style) = (table, style)
    bold = Set(table.best.filter(\.isProven).map { [$0.row, $0.column] })
  }

  /// The headings, row axes first.
  var header: [String] {
    table.layout.rows.map(\.rawValue)
      + table.layout.columns.flatMap { column in
        let label = style.text(column.label)
        return hasDifference(column) ? [label, "\(style.delta) \(label)"] : [label]
      }
  }

  /// What stands above the headings, from left to right; empty when no column has a group.
  var spans: [Span] {
    guard table.layout.columns.contains(where: { $0.group != nil }) else { return [] }
    var spans = [Span(group: nil, count: table.layout.rows.count)]
    for column in table.layout.columns {
      let count = hasDifference(column) ? 2 : 1
      if spans.count > 1, let last = spans.last, last.group == column.group {
        spans[spans.count - 1].count += count
      } else {
        spans.append(Span(group: column.group, count: count))
      }
    }
    return spans.map { Span(group: $0.group.map(style.text), count: $0.count) }
  }

  /// The cells of the row at `place`, axes first.
  func cells(ofRow place: Int) -> [String] {
    let row = table.rows[place]
    var axes = table.layout.rows.map { axis in
      switch axis {
      case .shots: row.shots.map { "\($0)" } ?? style.absent
      case .arm: style.text(row.arm)
      case .variant: row.variant.map(style.text) ?? style.absent
      }
    }
    if row.protocols.contains(where: { $0 != table.protocolDigest }), let last = axes.last {
      axes[axes.count - 1] = "\(last) \(style.doubleDagger)"
    }
    return axes
      + zip(table.layout.columns, row.cells).enumerated().flatMap { index, pair in
        let (column, cell) = pair
        let value = text(
          cell.estimate, of: cell.expectedCount, signed: false, isBold: bold.contains([place, index]))
        guard hasDifference(column), let baseline = table.layout.baseline else { return [value] }
        let isBaseline = baseline.holds(arm: row.arm, variant: row.variant)
        return [
          value, isBaseline ? "" : text(cell.difference, of: cell.expectedDifferenceCount, signed: true, isBold: false),
        ]
      }
  }

  /// The cells of published numbers: the name under the last axis, a dagger where they cannot be compared.
  func cells(of row: LiteratureRow) -> [String] {
    let axes = [String](repeating: "", count: max(0, table.layout.rows.count - 1))
    let mark = row.incomparable == nil ? "" : " " + style.dagger
    return axes + [style.text(row.label) + mark]
      + zip(table.layout.columns, row.values).flatMap { column, value in
        let cell =
          value.map {
            written(
              Number(
                mean: NumberFormat.percent($0 / 100), halfWidth: nil, isStarred: false, isBold: false, note: nil))
          } ?? style.absent
        return hasDifference(column) ? [cell, ""] : [cell]
      }
  }

  /// What is known of the published numbers, a sentence each.
  private var literature: [String] {
    table.layout.literature.map { row in
      let seeds = row.seeds.map { $0 == 1 ? "1 seed" : "\($0) seeds" } ?? "seeds not stated"
      let why = row.incomparable.map { "; \(style.dagger) not comparable: \(style.text($0))" } ?? ""
      return "\(style.text(row.label)): \(style.text(row.source)), \(style.text(row.setting)), \(seeds)\(why)"
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
        : "Values \(style.timesHundred): mean \(style.number(style.plusMinus)) half width of the 95 %"
          + " \(style.text(table.layout.interval.words)) over seeds \(seeds) (n=\(table.seeds.count) unless noted)"
    ]
    if let caution = table.caution { sentences.append(style.text(caution)) }
    if let sharing = PretrainingSharing(table.pretrainSeeds) { sentences.append(sharing.words) }
    if let baseline = table.layout.baseline {
      sentences.append(
        "\(style.delta): mean of the seed-by-seed differences from \(style.text(baseline.name)), with its own interval;"
          + " \(style.number(style.star)) marks an interval without 0, not corrected for the number of comparisons"
      )
    }
    if table.layout.marksBest {
      sentences.append(
        "Bold: the highest mean of a column\(table.layout.rows.contains(.shots) ? " at equal shots" : ""), where its paired"
          + " differences from all other rows\(table.protocolNotes.isEmpty ? "" : " of its protocol") exclude 0 (two-sided"
          + " 5 %, paired t over seeds, corrected by Holm's method); a column without bold has no such value")
    }
    if table.rows.contains(where: { $0.cells.contains(where: isIncomplete) }) {
      sentences.append(
        "n=k/N: only k of N seeds have a value; \(style.absent): none has")
    }
    sentences += protocols + literature + table.footnotes.map(style.text)
    return sentences.joined(separator: ". ") + "."
  }

  /// Whether a cell, or its difference, is over fewer seeds than it should be.
  private func isIncomplete(_ cell: TableCell) -> Bool {
    cell.values.count < cell.expectedCount || cell.difference.map { $0.n < cell.expectedDifferenceCount } ?? false
  }

  private func hasDifference(_ column: TableLayout.Column) -> Bool {
    table.layout.baseline != nil && column.showsDifference
  }

  /// Which rows follow another protocol, and in what it differs.
  private var protocols: [String] {
    var sentences = table.protocolNotes.map { note in
      let rows = note.rows.map(style.text).joined(separator: "; ")
      let differences = note.differences.map(style.text).joined(separator: ", ")
      return "\(style.doubleDagger) another protocol, \(rows): \(differences)"
    }
    if !table.rowsWithoutProtocol.isEmpty {
      let rows = table.rowsWithoutProtocol.map(style.text).joined(separator: "; ")
      sentences.append("Without a protocol card, so perhaps measured otherwise: \(rows)")
    }
    return sentences
  }

  private func text(_ estimate: TableEstimate?, of expected: Int, signed: Bool, isBold: Bool) -> String {
    guard let estimate else { return style.absent }
    let count = estimate.n == expected ? "\(expected)" : "\(estimate.n)/\(expected)"
    return written(
      Number(
        mean: NumberFormat.percent(estimate.mean, signed: signed),
        halfWidth: estimate.halfWidth.map { NumberFormat.percent($0) },
        isStarred: signed && estimate.excludesZero == true, isBold: isBold,
        note: estimate.n == expected && expected == table.seeds.count && expected > 1 ? nil : "n=\(count)"))
  }

  private func written(_ number: Number) -> String {
    if let cell = style.cell { return cell(number) }
    var text = number.mean
    if let halfWidth = number.halfWidth { text += " \(style.plusMinus) \(halfWidth)" }
    if number.isStarred { text += style.star }
    return style.number(number.isBold ? style.bold(text) : text) + (number.note.map { " (\($0))" } ?? "")
  }
}
