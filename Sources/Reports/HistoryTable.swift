public import StrictJSON

/// Rows of runs with chosen columns, as `imted history` prints them.
public struct HistoryTable: Sendable, Equatable {
  /// How a column's values are written as text; JSON has them raw.
  public enum Style: Sendable, Equatable {
    /// As they are, to the left.
    case text
    /// As they are, to the right.
    case number
    /// x100 with one decimal, to the right.
    case percent
    /// x100 with one decimal and its sign, to the right.
    case signedPercent
    /// Seconds as "12.3 s" or "h:mm:ss", to the right.
    case duration
    /// Mean and interval over seeds, x100, with the number of seeds, to the right; the JSON of a `SeedEstimate`.
    case estimate
  }

  /// A column.
  public struct Column: Sendable, Equatable {
    /// Its heading, and its key in JSON.
    public var name: String
    /// How its values are written.
    public var style: Style

    /// Names a column.
    public init(_ name: String, style: Style = .text) {
      self.name = name
      self.style = style
    }
  }

  /// The columns.
  public let columns: [Column]
  /// The rows, one value a column; `.null` for what is absent.
  public let rows: [[JSONValue]]

  /// Joins columns and rows; each row has one value a column.
  public init(columns: [Column], rows: [[JSONValue]]) {
    for row in rows where row.count != columns.count {
      fatalError("A row of \(row.count) values does not fit \(columns.count) columns.")
    }
    self.columns = columns
    self.rows = rows
  }

  /// Plain text with aligned columns and a heading; absent values are "–". Ends with a line break.
  public var text: String {
    let grid = [columns.map(\.name)] + rows.map { row in zip(columns, row).map(Self.text) }
    let widths = columns.indices.map { column in grid.map { $0[column].count }.max() ?? 0 }
    let lines = grid.map { cells in
      let padded = cells.enumerated().map { column, cell in
        Padding.pad(cell, to: widths[column], right: columns[column].style != .text)
      }
      let line = padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    return lines.joined()
  }

  /// One object a row, with the columns' names as keys.
  public var json: JSONValue {
    .array(rows.map { row in .object(zip(columns, row).map { ($0.name, $1) }) })
  }

  private static func text(_ column: Column, _ value: JSONValue) -> String {
    let number: Double? =
      switch value {
      case .integer(let whole): Double(whole)
      case .number(let number): number
      default: nil
      }
    switch (column.style, value, number) {
    case (_, .null, _): return "–"
    case (.estimate, .object, _): return SeedEstimate.text(value)
    case (.percent, _, let number?): return NumberFormat.percent(number)
    case (.signedPercent, _, let number?): return NumberFormat.percent(number, signed: true)
    case (.duration, _, let number?): return NumberFormat.duration(number)
    case (_, .string(let text), _): return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    default: return value.canonicalText
    }
  }
}
