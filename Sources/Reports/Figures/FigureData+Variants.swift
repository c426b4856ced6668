import Plots
public import StrictJSON

/// Measures over what variants change.
extension FigureData {
  /// A measure over the variants, a line an arm, a plot for each number of shots.
  ///
  /// Throws when the experiment has no variants or no such axis, or the runs cannot be compared.
  ///
  /// - Parameters:
  ///   - axis: The number over which the variants stand that change nothing else; nil for all variants, at their numbers
  ///     where they share one axis and beside each other where they do not.
  ///   - arm: If not nil, differences from this arm are shown, seed by seed, instead of values.
  public func variants(
    _ measure: TableLayout.Column, over axis: String? = nil, from arm: String? = nil
  ) throws(InputError) -> Figure {
    guard !matrix.variants.isEmpty else {
      throw InputError(found: "an experiment without variants", expected: "\"variants\" in its matrix")
    }
    let chosen = try dose(axis)
    let places = (chosen?.places ?? matrix.variants.enumerated().map { ($1, Double($0)) }).sorted {
      $0.value < $1.value
    }
    let shown = places.map(\.variant)
    let table = try table([measure], baseline: TableLayout.Baseline(arm: arm))
    let name = measure.label + (arm.map { ", difference from \($0)," } ?? "") + " by \(axis ?? "variant")"
    let plots = matrix.shotsOrNone.map { shots in
      LinePlot(
        title: name + (shots.map { ", \(Self.words(nil, $0))" } ?? ""), x: level(chosen, places.map(\.value)),
        y: PlotAxis((arm == nil ? "" : "difference in ") + Self.unit(measure), includesZero: arm != nil),
        series: zip(matrix.arms, styles).filter { $0.0 != arm }.map { name, style in
          LinePlot.Series(
            name, style: SeriesStyle(style),
            points: places.map { variant, x in
              let cell = cell(table, 0, variant: variant, arm: name, shots: shots)
              return arm == nil ? Self.point(x, cell) : difference(x, cell)
            })
        },
        notes: notes(table, shots: shots, variants: shown, from: arm)
          + (axis.map { ["Variants that change nothing but \($0): \(shown.joined(separator: ", "))."] } ?? []))
    }
    return Figure(title: name, plots)
  }

  /// The axis of a name; without one, that which has all variants, if there is one.
  private func dose(_ title: String?) throws(InputError) -> VariantAxis? {
    guard let title else { return variantAxes.first { $0.places.count == matrix.variants.count } }
    if let axis = variantAxes.first(where: { $0.title == title }) { return axis }
    let titles = variantAxes.map(\.title)
    throw InputError(
      found: "the axis \"\(title)\"",
      expected: titles.isEmpty
        ? "no axis: no two variants differ in one number alone" : "one of \(titles.joined(separator: ", "))",
      nearest: NearestName.to(title, among: titles))
  }

  /// The level axis: names of variants, at their numbers if they have some. Where an axis has not all variants, names
  /// tell of more than it, and the numbers stand for themselves.
  private func level(_ axis: VariantAxis?, _ numbers: [Double]) -> PlotAxis {
    guard let axis, let low = numbers.first, let high = numbers.last else {
      return .names(matrix.variants, title: "variant")
    }
    let ticks = axis.places.sorted { $0.value < $1.value }.map { variant, value in
      Tick(
        value,
        axis.places.count == matrix.variants.count
          ? variant : Int(exactly: value).map(Tick.label) ?? JSONValue.number(value).canonicalText)
    }
    return PlotAxis(axis.title, scale: low > 0 && high >= 8 * low ? .logarithmic : .linear, ticks: ticks)
  }

  /// A cell's difference from the baseline; partial if a seed of either is missing.
  private func difference(_ x: Double, _ cell: TableCell?) -> LinePlot.Point? {
    guard let cell, let difference = cell.difference else { return nil }
    return LinePlot.Point(
      x: x, y: difference.mean * 100, halfWidth: difference.halfWidth.map { $0 * 100 },
      isPartial: difference.n < cell.expectedDifferenceCount)
  }
}
