public import StrictJSON

/// A results table: for each row and column the mean over seeds with a 95 % Student-t interval, the number of seeds, and
/// the seed-by-seed difference from the baseline. Renderers are in extensions.
public struct ResultTable: Sendable, Equatable {
  /// The confidence of all intervals.
  public static let confidence = 0.95

  /// A row: a cell of the matrix without its seeds.
  public struct Row: Sendable, Equatable {
    /// The arm.
    public let arm: String
    /// The shots; nil when the experiment has none.
    public let shots: Int?
    /// One cell a column.
    public let cells: [TableCell]
  }

  /// What the table shows.
  public let layout: TableLayout
  /// The seeds that each cell should have.
  public let seeds: [Int]
  /// The rows, in the order of the layout's axes and the matrix.
  public let rows: [Row]

  /// Gathers `observations` into the cells that `matrix` declares; observations of other cells, seeds, metrics or
  /// subsets are left out.
  ///
  /// Throws when two observations are of the same run and metric, when a value is not finite, when an axis with several
  /// values is not an axis of the rows, or when the baseline is not an arm of the matrix.
  public init(
    layout: TableLayout, observations: [Observation], expected matrix: ExpectedMatrix
  ) throws(InputError) {
    try Self.refuseUnfit(layout, matrix)
    self.layout = layout
    seeds = matrix.seeds
    let index = try ObservationIndex(observations)
    rows = Self.cells(of: layout, matrix).map { arm, shots in
      Row(
        arm: arm, shots: shots,
        cells: layout.columns.map { column in
          let baseline = layout.baselineArm.flatMap { $0 == arm ? nil : $0 }
          return TableCell(
            seeds: matrix.seeds, found: index.values(arm: arm, shots: shots, column: column),
            baseline: baseline.map { index.values(arm: $0, shots: shots, column: column) })
        })
    }
  }

  private static func cells(of layout: TableLayout, _ matrix: ExpectedMatrix) -> [(String, Int?)] {
    if layout.rows.first == .arm {
      return matrix.arms.flatMap { arm in matrix.shotsOrNone.map { (arm, $0) } }
    }
    return matrix.shotsOrNone.flatMap { shots in matrix.arms.map { ($0, shots) } }
  }

  private static func refuseUnfit(_ layout: TableLayout, _ matrix: ExpectedMatrix) throws(InputError) {
    let axes = [(TableLayout.RowAxis.arm, matrix.arms.count), (.shots, matrix.shotsOrNone.count)]
    for (axis, count) in axes where count > 1 && !layout.rows.contains(axis) {
      throw InputError(
        found: "table \"\(layout.name)\" without rows for the \(count) values of \"\(axis.rawValue)\"",
        expected: "\"\(axis.rawValue)\" among the row axes")
    }
    if let arm = layout.baselineArm, !matrix.arms.contains(arm) {
      throw InputError(
        found: "baseline \"\(arm)\" of table \"\(layout.name)\"",
        expected: "one of \(matrix.arms.joined(separator: ", "))")
    }
  }
}

/// Observations by cell, column and seed.
private struct ObservationIndex {
  struct Key: Hashable {
    let arm: String
    let shots: Int?
    let metric: String
    let subset: String
    let iouType: String
  }

  private var values: [Key: [Int: Double?]] = [:]

  init(_ observations: [Observation]) throws(InputError) {
    for one in observations {
      let key = Key(
        arm: one.arm, shots: one.shots, metric: one.metric, subset: one.subset, iouType: one.iouType)
      let place =
        "\(one.metric) of \(one.subset), arm \(one.arm)" + (one.shots.map { ", \($0) shots" } ?? "")
        + ", seed \(one.seed)"
      if let value = one.value, !value.isFinite {
        throw InputError(found: "\(value) for \(place)", expected: "a finite number or none")
      }
      guard values[key]?[one.seed] == nil else {
        throw InputError(found: "two values for \(place)", expected: "one run of each seed")
      }
      values[key, default: [:]][one.seed] = .some(one.value)
    }
  }

  func values(arm: String, shots: Int?, column: TableLayout.Column) -> [Int: Double?] {
    values[
      Key(arm: arm, shots: shots, metric: column.metric, subset: column.subset, iouType: column.iouType)]
      ?? [:]
  }
}
