/// Groups of bars, one bar a series, with intervals.
public struct BarPlot: Sendable, Equatable {
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

  /// The plot as shapes; 640 pixels wide, or wider where bars would be thinner than 4 pixels.
  public var drawing: Drawing {
    let least = Double(groups.count * (series.count + 1)) * 4 + 80
    var frame = PlotFrame(
      title: title, legend: series.map { .init(name: $0.name, style: $0.style, hasLine: false) },
      width: max(PlotFrame.width, least))
    let (top, bottom) = (frame.top, frame.top + 240)
    let upright = AxisLayout(y, values: heights, count: 6, from: bottom, to: top)
    let (left, right) = (PlotFrame.leftSpace(upright.ticks), frame.drawing.width - PlotFrame.rightMargin)
    frame.upright(y, upright, left: left, right: right)
    let slot = (right - left) / Double(max(1, groups.count))
    let names = PlotAxis.names(groups, title: "")
    let level = AxisLayout(
      names, values: [-0.5, Double(groups.count) - 0.5], count: groups.count, from: left, to: right)
    let below = frame.level(
      names, level, left: left, right: right, bottom: bottom, labelSpace: slot)
    let width = slot * 0.8 / Double(max(1, series.count))
    let zero = upright.place(0)
    for (group, _) in groups.enumerated() {
      for (place, one) in series.enumerated() {
        let x = left + slot * (Double(group) + 0.1) + width * Double(place)
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
    return frame.finish(notes: notes, below: below)
  }

  private var heights: [Double] {
    series.flatMap { one in
      one.values.compactMap(\.self).flatMap { value in
        [value.mean, value.mean - (value.halfWidth ?? 0), value.mean + (value.halfWidth ?? 0)]
      }
    }
  }
}
