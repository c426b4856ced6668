/// The texts of a table that Markdown and LaTeX share, in the words of one of them.
struct TableText {
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
    let text: (String) -> String
  }

  let table: ResultTable
  let style: Style

  /// The headings, row axes first.
  var header: [String] {
    table.layout.rows.map(\.rawValue)
      + table.layout.columns.flatMap { column in
        let label = style.text(column.label)
        return table.layout.baseline == nil ? [label] : [label, "\(style.delta) \(label)"]
      }
  }

  /// The cells of a row, axes first.
  func cells(of row: ResultTable.Row) -> [String] {
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
      + row.cells.flatMap { cell in
        let value = text(cell.estimate, of: cell.expectedCount, signed: false)
        guard let baseline = table.layout.baseline else { return [value] }
        let isBaseline = baseline.holds(arm: row.arm, variant: row.variant)
        return [value, isBaseline ? "" : text(cell.difference, of: cell.expectedCount, signed: true)]
      }
  }

  /// The cells of published numbers: the name under the last axis, a dagger where they cannot be compared.
  func cells(of row: LiteratureRow) -> [String] {
    let axes = [String](repeating: "", count: max(0, table.layout.rows.count - 1))
    let mark = row.incomparable == nil ? "" : " " + style.dagger
    return axes + [style.text(row.label) + mark]
      + row.values.flatMap { value in
        let cell = value.map { style.number(NumberFormat.percent($0 / 100)) } ?? style.absent
        return table.layout.baseline == nil ? [cell] : [cell, ""]
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
    sentences += pretrainings
    if let baseline = table.layout.baseline {
      sentences.append(
        "\(style.delta): mean of the seed-by-seed differences from \(style.text(baseline.name)), with its own interval;"
          + " \(style.number(style.star)) marks an interval without 0, not corrected for the number of comparisons"
      )
    }
    if table.rows.contains(where: { $0.cells.contains { $0.values.count < $0.expectedCount } }) {
      sentences.append(
        "n=k/N: only k of N seeds have a value; \(style.absent): none has")
    }
    return (sentences + protocols + literature).joined(separator: ". ") + "."
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

  /// Whether the intervals cover the randomness of pre-training.
  private var pretrainings: [String] {
    let seeds = table.pretrainSeeds
    guard seeds.count > 1 else { return [] }
    let different = Set(seeds).count
    if different == seeds.count { return ["Each seed has a pre-training of its own"] }
    if different == 1 {
      return ["One pre-training (seed \(seeds[0])) serves all seeds: intervals do not cover its chance"]
    }
    return ["\(different) pre-trainings serve \(seeds.count) seeds: intervals cover their chance in part"]
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
