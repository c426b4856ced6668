/// Values over an axis, joined by lines, each series with a band for its intervals.
public struct LinePlot: Plot, Equatable {
  /// A value with its interval.
  public struct Point: Sendable, Equatable {
    /// Where it stands on the level axis.
    public var x: Double
    /// The value.
    public var y: Double
    /// Half the width of the interval around it; nil for none.
    public var halfWidth: Double?
    /// Whether something of it is missing, as a seed; its marker is hollow then.
    public var isPartial: Bool

    /// A point from its parts; all must be finite.
    public init(x: Double, y: Double, halfWidth: Double? = nil, isPartial: Bool = false) {
      (self.x, self.y, self.halfWidth, self.isPartial) = (x, y, halfWidth, isPartial)
    }
  }

  /// Points that belong together, from left to right.
  public struct Series: Sendable, Equatable {
    /// What it is called; empty for none.
    public var name: String
    /// What it looks like.
    public var style: SeriesStyle
    /// Its points. Where one is missing, the line is broken by a nil.
    public var points: [Point?]

    /// A series from its parts.
    public init(_ name: String, style: SeriesStyle, points: [Point?]) {
      (self.name, self.style, self.points) = (name, style, points)
    }
  }

  /// The heading.
  public var title: String
  /// The level axis.
  public var x: PlotAxis
  /// The upright axis.
  public var y: PlotAxis
  /// The series.
  public var series: [Series]
  /// Sentences below: how intervals were computed, n, what is missing.
  public var notes: [String]

  /// A plot from its parts.
  public init(title: String, x: PlotAxis, y: PlotAxis, series: [Series], notes: [String]) {
    (self.title, self.x, self.y, self.series, self.notes) = (title, x, y, series, notes)
  }

  /// The plot as shapes.
  public func drawings(width: Double, mayWiden: Bool) -> [Drawing] {
    var frame = PlotFrame(
      title: title, legend: series.map { .init(name: $0.name, style: $0.style, hasLine: true) }, width: width)
    let points = series.flatMap { $0.points.compactMap(\.self) }
    let (top, bottom) = (frame.top, frame.top + 260)
    let upright = AxisLayout(y, values: heights(points), count: 6, from: bottom, to: top)
    let (left, right) = (PlotFrame.leftSpace(upright.ticks), frame.drawing.width - PlotFrame.rightMargin)
    let level = AxisLayout(
      x, values: points.map(\.x), count: PlotFrame.steps(left, right), from: left, to: right, margin: 0.06)
    frame.upright(y, upright, left: left, right: right)
    let below = frame.level(
      x, level, left: left, right: right, bottom: bottom,
      labelSpace: (right - left) / Double(max(1, level.ticks.count)))
    let hasMarkers = series.allSatisfy { $0.points.count <= 24 }
    for one in series { draw(one, level, upright, hasMarkers, &frame.drawing) }
    let isCut = points.contains { point in
      point.halfWidth.map { upright.isOutside(point.y - $0) || upright.isOutside(point.y + $0) } ?? false
    }
    return [
      frame.finish(
        notes: notes + (isCut ? ["Some intervals reach beyond the frame."] : []), below: below)
    ]
  }

  /// All values, and the ends of intervals as far as they leave the values readable.
  private func heights(_ points: [Point]) -> [Double] {
    let values = points.map(\.y)
    guard let low = values.min(), let high = values.max() else { return [] }
    let halves = points.compactMap(\.halfWidth).sorted()
    let usual = halves.isEmpty ? 0 : halves[(halves.count - 1) / 2]
    let reach = 1.5 * max(high - low, max(abs(low), abs(high)) * 0.2, usual)
    let ends = points.flatMap { point in point.halfWidth.map { [point.y - $0, point.y + $0] } ?? [] }
    return values + ends.map { min(max($0, low - reach), high + reach) }
  }

  private func draw(
    _ series: Series, _ level: AxisLayout, _ upright: AxisLayout, _ hasMarkers: Bool, _ drawing: inout Drawing
  ) {
    for stretch in series.points.split(whereSeparator: { $0 == nil }) {
      let points = stretch.compactMap(\.self)
      for part in points.split(whereSeparator: { $0.halfWidth == nil }) {
        let ends = part.map { point in
          let half = point.halfWidth ?? 0
          return (x: level.place(point.x), low: upright.place(point.y - half), high: upright.place(point.y + half))
        }
        if ends.count > 1 {
          drawing.area(
            ends.map { ($0.x, $0.high) } + ends.reversed().map { ($0.x, $0.low) }, series.style, opacity: 0.18)
        } else if let only = ends.first {
          drawing.whisker((only.x, only.low), (only.x, only.high), series.style)
        }
      }
      drawing.line(points.map { (level.place($0.x), upright.place($0.y)) }, series.style)
      guard hasMarkers || points.count == 1 else { continue }
      for point in points {
        drawing.marker(level.place(point.x), upright.place(point.y), series.style, hollow: point.isPartial)
      }
    }
  }
}
