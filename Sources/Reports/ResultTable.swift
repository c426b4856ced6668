import Statistics
public import StrictJSON

/// A results table: for each row and column the mean over seeds with a 95 % interval, the number of seeds, and
/// the seed-by-seed difference from the baseline. Renderers are in extensions.
public struct ResultTable: Sendable, Equatable {
  /// The confidence of all intervals.
  public static let confidence = 0.95

  /// A row: a cell of the matrix without its seeds.
  public struct Row: Sendable, Equatable {
    /// The variant; nil when the experiment has none.
    public let variant: String?
    /// The arm.
    public let arm: String
    /// The shots; nil when the experiment has none.
    public let shots: Int?
    /// The digests of the protocols that its runs follow, in the order of the seeds, each once; empty if none is known.
    public let protocols: [String]
    /// One cell a column.
    public let cells: [TableCell]
  }

  /// What the table shows.
  public let layout: TableLayout
  /// The seeds that each cell should have.
  public let seeds: [Int]
  /// Seeds of the pre-trainings that the seeds start from, in their order; empty when nothing is known of them.
  public let pretrainSeeds: [Int]
  /// The rows, in the order of the layout's axes and the matrix.
  public let rows: [Row]
  /// The digest of the protocol of the baseline, else of the first row; nil when none is known.
  public let protocolDigest: String?
  /// What must be told of rows that follow another protocol.
  public let protocolNotes: [ProtocolNote]
  /// Names of rows with runs whose protocol is not known, while that of others is.
  public let rowsWithoutProtocol: [String]
  /// Sentences at the end of the caption, without a full stop.
  public var footnotes: [String] = []
  /// Where its numbers are from; nil where that is not known.
  public var source: TableSource?

  /// Gathers `observations` into the cells that `matrix` declares; observations of other cells, seeds, metrics or
  /// subsets are left out.
  ///
  /// Throws when two observations are of the same run and metric, when a value is not finite, when an axis with several
  /// values is not an axis of the rows, when the baseline is not an arm of the matrix, when protocols differ decisively
  /// between the seeds of a row or between a row and its baseline, or when a bootstrap is asked for over fewer than three
  /// seeds.
  public init(
    layout: TableLayout, observations: [Observation], expected matrix: ExpectedMatrix,
    protocols: RunProtocols = RunProtocols()
  ) throws(InputError) {
    try Self.refuseUnfit(layout, matrix)
    if layout.interval == .bootstrap, matrix.seeds.count < BootstrapInterval.fewestValues {
      throw InputError(
        found: "a bootstrap over \(matrix.seeds.count == 1 ? "1 seed" : "\(matrix.seeds.count) seeds")",
        expected:
          "at least \(BootstrapInterval.fewestValues) seeds, as of two the interval would be their two values, which"
          + " hold the true mean in half of all cases; or Student's t")
    }
    self.layout = layout
    seeds = matrix.seeds
    pretrainSeeds = matrix.pretrainSeeds
    let index = try ObservationIndex(observations)
    let places = Self.coordinates(of: layout, matrix).filter { !matrix.seeds(of: $0).isEmpty }
    let baselines = places.map { at in
      layout.baseline.flatMap { $0.holds(arm: at.arm, variant: at.variant) ? nil : at.replaced(by: $0) }
    }
    let found = try TableProtocols(
      protocols, layout: layout, seeds: matrix.seeds, rows: places, baselines: baselines)
    (protocolDigest, protocolNotes, rowsWithoutProtocol) = (found.reference, found.notes, found.unknown)
    rows = places.indices.map { place in
      let at = places[place]
      return Row(
        variant: at.variant, arm: at.arm, shots: at.shots, protocols: found.digests[place],
        cells: layout.columns.map { column in
          TableCell(
            seeds: matrix.seeds(of: at), found: index.values(at, column),
            baseline: baselines[place].map { index.values($0, column) },
            baselineSeeds: baselines[place].map(matrix.seeds) ?? [], method: layout.interval)
        })
    }
  }

  /// What must be said of its intervals, as a sentence without a full stop; nil where nothing must.
  var caution: String? {
    let counts = rows.flatMap(\.cells).flatMap { [$0.estimate, $0.difference] }.compactMap { $0?.n }.filter { $0 > 1 }
    return counts.min().flatMap(layout.interval.caution)
  }

  /// The rows' coordinates: the layout's axes from the outermost on, and what is no axis, and so has one value, inside.
  private static func coordinates(of layout: TableLayout, _ matrix: ExpectedMatrix) -> [RowCoordinates] {
    var rows = [RowCoordinates(variant: nil, arm: "", shots: nil)]
    for axis in layout.rows + TableLayout.RowAxis.allCases.filter({ !layout.rows.contains($0) }) {
      rows = rows.flatMap { row in
        switch axis {
        case .variant: matrix.variantsOrNone.map { RowCoordinates(variant: $0, arm: row.arm, shots: row.shots) }
        case .arm: matrix.arms.map { RowCoordinates(variant: row.variant, arm: $0, shots: row.shots) }
        case .shots: matrix.shotsOrNone.map { RowCoordinates(variant: row.variant, arm: row.arm, shots: $0) }
        }
      }
    }
    return rows
  }

  private static func refuseUnfit(_ layout: TableLayout, _ matrix: ExpectedMatrix) throws(InputError) {
    let axes = [
      (TableLayout.RowAxis.arm, matrix.arms.count), (.shots, matrix.shotsOrNone.count),
      (.variant, matrix.variantsOrNone.count),
    ]
    for (axis, count) in axes where count > 1 && !layout.rows.contains(axis) {
      throw InputError(
        found: "table \"\(layout.name)\" without rows for the \(count) values of \"\(axis.rawValue)\"",
        expected: "\"\(axis.rawValue)\" among the row axes")
    }
    for (name, known) in [(layout.baseline?.arm, matrix.arms), (layout.baseline?.variant, matrix.variants)] {
      guard let name, !known.contains(name) else { continue }
      throw InputError(
        found: "baseline \"\(name)\" of table \"\(layout.name)\"", expected: "one of \(known.joined(separator: ", "))",
        nearest: NearestName.to(name, among: known))
    }
    for row in layout.literature where row.values.count != layout.columns.count {
      throw InputError(
        found: "\(row.values.count) values of \"\(row.label)\" in table \"\(layout.name)\"",
        expected: "\(layout.columns.count), one for each column")
    }
  }
}

/// Where a row stands: a cell of the matrix without its seeds.
struct RowCoordinates: Hashable {
  var variant: String?
  var arm: String
  var shots: Int?

  func replaced(by baseline: TableLayout.Baseline) -> Self {
    RowCoordinates(variant: baseline.variant ?? variant, arm: baseline.arm ?? arm, shots: shots)
  }
}

/// Observations by cell, column and seed.
private struct ObservationIndex {
  struct Key: Hashable {
    let row: RowCoordinates
    let metric: String
    let subset: String
    let iouType: String
  }

  private var values: [Key: [Int: TableCell.Found]] = [:]

  init(_ observations: [Observation]) throws(InputError) {
    for one in observations {
      let key = Key(
        row: RowCoordinates(variant: one.variant, arm: one.arm, shots: one.shots), metric: one.metric,
        subset: one.subset, iouType: one.iouType)
      let place =
        "\(one.metric) of \(one.subset)\(one.variant.map { ", variant " + $0 } ?? ""), arm \(one.arm)"
        + (one.shots.map { ", \($0) shots" } ?? "")
        + ", seed \(one.seed)"
      if let value = one.value, !value.isFinite {
        throw InputError(found: "\(value) for \(place)", expected: "a finite number or none")
      }
      guard values[key]?[one.seed] == nil else {
        throw InputError(found: "two values for \(place)", expected: "one run of each seed")
      }
      values[key, default: [:]][one.seed] = TableCell.Found(value: one.value, run: one.run)
    }
  }

  func values(_ row: RowCoordinates, _ column: TableLayout.Column) -> [Int: TableCell.Found] {
    values[Key(row: row, metric: column.metric, subset: column.subset, iouType: column.iouType)] ?? [:]
  }
}
