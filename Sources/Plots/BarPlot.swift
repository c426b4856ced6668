/// Groups of bars, one bar a series, with intervals.
public struct BarPlot: Plot, Equatable {
  /// A bar's value with its interval.
  public struct Value: Sendable, Equatable {
    /// The height.
    public var mean: Double
    /// Half the width of the interval around it; nil for none.
    public var halfWidth: Double?

    /// A value from its parts; both must be finite.
    public init(mean: Double, halfWidth: Double? = nil) { (self.mean, self.halfWidth) = (mean, halfWidth) }
  }

  /// Bars of one kind.
  public struct Series: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// What it looks like.
    public var style: SeriesStyle
    /// One for each group; nil where there is no value, which shows as a dash.
    public var values: [Value?]

    /// A series from its parts.
    public init(_ name: String, style: SeriesStyle, values: [Value?]) {
      (self.name, self.style, self.values) = (name, style, values)
    }
  }

  /// The heading.
  public var title: String
  /// The groups, from left to right.
  public var groups: [String]
  /// The upright axis. 0 is always on it.
  public var y: PlotAxis
  /// The series.
  public var series: [Series]
  /// Sentences below: how intervals were computed, n, what is missing.
  public var notes: [String]

  /// A plot from its parts; every series has a value for each group.
  public init(title: String, groups: [String], y: PlotAxis, series: [Series], notes: [String]) {
    for one in series where one.values.count != groups.count {
      fatalError("\(one.values.count) bars do not fit \(groups.count) groups.")
    }
    (self.title, self.groups, self.y, self.series, self.notes) = (title, groups, y, series, notes)
    self.y.includesZero = true
  }

  /// The plot as shapes. Where bars would be thinner than 4 pixels, the plot is wider or, where it must not be, goes on
  /// in further rows with the same upright axis.
  public func drawings(width: Double, mayWiden: Bool) -> [Drawing] {
    let slot = Double(series.count + 1) * 4
    let fitting = max(1, Int((width - 80) / slot))
    guard groups.count > fitting, !mayWiden else {
      return [row(groups.indices, width: max(width, mayWiden ? Double(groups.count) * slot + 80 : 0))]
    }
    let rows = (groups.count + fitting - 1) / fitting
    let length = (groups.count + rows - 1) / rows
    return stride(from: 0, to: groups.count, by: length).map {
      row($0..<min($0 + length, groups.count), width: width)
    }
  }

  /// The bars of some groups; the first row has the heading, the last the notes.
  private func row(_ shown: Range<Int>, width: Double) -> Drawing {
    let isFirst = shown.lowerBound == 0
    var frame = PlotFrame(
      title: isFirst ? title : "",
      legend: isFirst ? series.map { .init(name: $0.name, style: $0.style, hasLine: false) } : [],
      width: width)
    let (top, bottom) = (frame.top, frame.top + 240)
    let upright = AxisLayout(y, values: heights, count: 6, from: bottom, to: top)
    let (left, right) = (PlotFrame.leftSpace(upright.ticks), frame.drawing.width - PlotFrame.rightMargin)
    frame.upright(y, upright, left: left, right: right)
    let slot = (right - left) / Double(max(1, shown.count))
    let names = PlotAxis.names(Array(groups[shown]), title: "")
    let level = AxisLayout(
      names, values: [-0.5, Double(shown.count) - 0.5], count: shown.count, from: left, to: right)
    let below = frame.level(
      names, level, left: left, right: right, bottom: bottom, labelSpace: slot)
    let width = slot * 0.8 / Double(max(1, series.count))
    let zero = upright.place(0)
    for group in shown {
      for (place, one) in series.enumerated() {
        let x = left + slot * (Double(group - shown.lowerBound) + 0.1) + width * Double(place)
        let middle = x + width / 2
        guard let value = one.values[group] else {
          frame.drawing.text("–", x: middle, y: zero - 4, anchor: .middle)
          continue
        }
        let y = upright.place(value.mean)
        let inset = min(1, width * 0.1)
        frame.drawing.area(
          [(x + inset, zero), (x + inset, y), (x + width - inset, y), (x + width - inset, zero)], one.style,
          opacity: 0.75)
        if let half = value.halfWidth {
          frame.drawing.whisker(
            (middle, upright.place(value.mean - half)), (middle, upright.place(value.mean + half)), one.style)
        }
      }
    }
    return frame.finish(notes: shown.upperBound == groups.count ? notes : [], below: below)
  }

  private var heights: [Double] {
    series.flatMap { one in
      one.values.compactMap(\.self).flatMap { value in
        [value.mean, value.mean - (value.halfWidth ?? 0), value.mean + (value.halfWidth ?? 0)]
      }
    }
  }
}
