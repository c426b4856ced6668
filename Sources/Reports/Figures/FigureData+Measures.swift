import Plots
public import StrictJSON

/// Figures of measures. All go through ``ResultTable``, so their means, intervals and refusals are those of the tables.
extension FigureData {
  /// A measure over bands of visible fraction, a line an arm, a plot for each variant and number of shots.
  ///
  /// - Parameter bands: The bands with their subsets; `measure.subset` is not used.
  public func visible(_ measure: TableLayout.Column, bands: [Band]) throws(InputError) -> Figure {
    guard !bands.isEmpty else {
      throw InputError(
        found: "an experiment without bands of visible fractions",
        expected: "\"visible_curve\" in its evaluation, or subsets such as visible[0,0.5)")
    }
    let bands = bands.sorted { ($0.lower, $0.upper) < ($1.lower, $1.upper) }
    let table = try table(
      bands.map { band in
        var column = measure
        column.subset = band.subset
        return column
      })
    let edges = bands.flatMap { [$0.lower, $0.upper] }
    let axis = PlotAxis(
      "visible fraction of the object",
      ticks: edges.count <= 12
        ? Set(edges).sorted().map { Tick($0, JSONValue.number($0).canonicalText) }
        : [0, 0.25, 0.5, 0.75, 1].map { Tick($0, JSONValue.number($0).canonicalText) })
    let plots = panels.map { variant, shots in
      LinePlot(
        title: title(measure, " by visible fraction", variant: variant, shots: shots), x: axis,
        y: PlotAxis(Self.unit(measure)),
        series: zip(matrix.arms, styles).map { arm, style in
          LinePlot.Series(
            arm, style: SeriesStyle(style),
            points: bands.indices.map { place in
              Self.point(
                (bands[place].lower + bands[place].upper) / 2,
                cell(table, place, variant: variant, arm: arm, shots: shots))
            })
        },
        notes: ["Each point stands for the objects of a band of visible fractions, at its middle."]
          + notes(table, shots: shots, variants: [variant])
      )
    }
    return Figure(title: "\(measure.label) by visible fraction", plots)
  }

  /// AP of each category as grouped bars, a bar an arm, a plot for each variant and number of shots.
  public func categories(_ measure: TableLayout.Column) throws(InputError) -> Figure {
    let found = classes.filter {
      $0.observation.metric == measure.metric && $0.observation.subset == measure.subset
        && $0.observation.iouType == measure.iouType
    }
    let names = Set(found.map(\.category)).sorted()
    guard !names.isEmpty else {
      let subsets = Set(classes.map { "\($0.observation.metric) \($0.observation.subset)" }).sorted()
      throw InputError(
        found: "no numbers of single categories for \(measure.metric) \(measure.subset) (\(measure.iouType))",
        expected: subsets.isEmpty ? "runs that have them" : "one of \(subsets.joined(separator: ", "))")
    }
    var byCategory = self
    byCategory.observations = found.map { value in
      var observation = value.observation
      observation.subset = value.category
      return observation
    }
    let table = try byCategory.table(
      names.map { TableLayout.Column(metric: measure.metric, subset: $0, iouType: measure.iouType, label: $0) })
    let plots = panels.map { variant, shots in
      let series = zip(matrix.arms, styles).map { arm, style in
        BarPlot.Series(
          arm, style: SeriesStyle(style),
          values: names.indices.map { place in
            cell(table, place, variant: variant, arm: arm, shots: shots)?.estimate.map {
              BarPlot.Value(mean: $0.mean * 100, halfWidth: $0.halfWidth.map { $0 * 100 })
            }
          })
      }
      let hasDash = series.contains { $0.values.contains { $0 == nil } }
      return BarPlot(
        title: title(measure, " of each category", variant: variant, shots: shots), groups: names,
        y: PlotAxis(Self.unit(measure)), series: series,
        notes: notes(table, shots: shots, variants: [variant], mark: "") + (hasDash ? ["–: no value."] : []))
    }
    return Figure(title: "\(measure.label) of each category", plots)
  }

  /// The differences of all rows from a baseline, below each other with their intervals.
  public func forest(_ measure: TableLayout.Column, baseline: TableLayout.Baseline) throws(InputError) -> Figure {
    let table = try table([measure], baseline: baseline)
    let shown = table.rows.filter { !baseline.holds(arm: $0.arm, variant: $0.variant) }
    let groups = panels.compactMap { variant, shots -> ForestPlot.Group? in
      let rows = shown.filter { $0.variant == variant && $0.shots == shots }
      guard !rows.isEmpty else { return nil }
      return ForestPlot.Group(
        Self.words(variant, shots),
        rows: rows.map { row in
          let difference = row.cells[0].difference
          return ForestPlot.Row(
            row.arm, style: SeriesStyle(style(row.arm)), mean: difference.map { $0.mean * 100 },
            halfWidth: difference?.halfWidth.map { $0 * 100 }, text: Self.text(difference))
        })
    }
    let title = "\(measure.label): difference from \(baseline.name)"
    let note =
      matrix.seeds.count == 1
      ? "Differences of seed \(matrix.seeds[0]) alone (n=1), so without interval."
      : "Mean of the seed-by-seed differences with its 95 % Student-t interval over seeds \(seedList), not corrected for"
        + " the number of comparisons."
    let plot = ForestPlot(
      title: title, x: PlotAxis("difference in \(Self.unit(measure))"), groups: groups,
      notes: [note] + limits
        + gaps(shown, ofDifferences: true, namesVariants: true, namesShots: true, mark: "") + protocolNotes(table)
    )
    return Figure(title: title, [plot])
  }

  // MARK: Inside the module

  /// Each variant with each number of shots.
  var panels: [(variant: String?, shots: Int?)] {
    matrix.variantsOrNone.flatMap { variant in matrix.shotsOrNone.map { (variant, $0) } }
  }

  func style(_ arm: String) -> Int { matrix.arms.firstIndex(of: arm).map { styles[$0] } ?? 0 }

  var seedList: String { matrix.seeds.map { "\($0)" }.joined(separator: ", ") }

  /// `8k, 10 shots`; empty without both.
  static func words(_ variant: String?, _ shots: Int?) -> String {
    [variant, shots.map { $0 == 1 ? "1 shot" : "\($0) shots" }].compactMap(\.self).joined(separator: ", ")
  }

  func table(
    _ columns: [TableLayout.Column], baseline: TableLayout.Baseline? = nil
  ) throws(InputError) -> ResultTable {
    var axes: [TableLayout.RowAxis] = matrix.variants.isEmpty ? [] : [.variant]
    if !matrix.shots.isEmpty { axes.append(.shots) }
    return try ResultTable(
      layout: TableLayout(
        name: "figure", title: "figure", rows: axes + [.arm], columns: columns, baseline: baseline),
      observations: observations, expected: matrix, protocols: protocols)
  }

  func cell(
    _ table: ResultTable, _ column: Int, variant: String?, arm: String, shots: Int?
  ) -> TableCell? {
    table.rows.first { $0.variant == variant && $0.arm == arm && $0.shots == shots }?.cells[column]
  }

  static func point(_ x: Double, _ cell: TableCell?) -> LinePlot.Point? {
    guard let cell, let estimate = cell.estimate else { return nil }
    return LinePlot.Point(
      x: x, y: estimate.mean * 100, halfWidth: estimate.halfWidth.map { $0 * 100 },
      isPartial: cell.values.count < cell.expectedCount)
  }

  static func unit(_ measure: TableLayout.Column) -> String { "\(measure.label) (×100)" }

  private func title(_ measure: TableLayout.Column, _ axis: String, variant: String?, shots: Int?) -> String {
    let words = Self.words(variant, shots)
    return measure.label + axis + (words.isEmpty ? "" : ", \(words)")
  }

  private static func text(_ difference: TableEstimate?) -> String {
    guard let difference else { return "–" }
    let half = difference.halfWidth.map { " ± \(NumberFormat.percent($0))" } ?? ""
    return "\(NumberFormat.percent(difference.mean, signed: true))\(half) (n=\(difference.n))"
  }
}
