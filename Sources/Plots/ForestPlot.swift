/// Estimates below each other, each with its interval, against a line at 0.
public struct ForestPlot: Plot, Equatable {
  /// One estimate.
  public struct Row: Sendable, Equatable {
    /// What it is of.
    public var name: String
    /// What it looks like.
    public var style: SeriesStyle
    /// The estimate; nil when there is none, which shows as a dash.
    public var mean: Double?
    /// Half the width of the interval around it; nil for none.
    public var halfWidth: Double?
    /// What is written at the right, such as `+2.0 ± 4.3 (n=3)`.
    public var text: String

    /// A row from its parts.
    public init(_ name: String, style: SeriesStyle, mean: Double?, halfWidth: Double?, text: String) {
      (self.name, self.style, self.mean, self.halfWidth, self.text) = (name, style, mean, halfWidth, text)
    }
  }

  /// Rows under a heading; empty for none.
  public struct Group: Sendable, Equatable {
    /// The heading.
    public var name: String
    /// The rows.
    public var rows: [Row]

    /// A group from its parts.
    public init(_ name: String, rows: [Row]) { (self.name, self.rows) = (name, rows) }
  }

  /// The heading.
  public var title: String
  /// The level axis. 0 is always on it.
  public var x: PlotAxis
  /// The rows.
  public var groups: [Group]
  /// Sentences below: how intervals were computed, n, what is missing.
  public var notes: [String]

  /// A plot from its parts.
  public init(title: String, x: PlotAxis, groups: [Group], notes: [String]) {
    (self.title, self.x, self.groups, self.notes) = (title, x, groups, notes)
    self.x.includesZero = true
  }

  /// The plot as shapes. Where names and texts would leave the intervals too little room, they stand above them.
  public func drawings(width: Double, mayWiden: Bool) -> [Drawing] {
    var frame = PlotFrame(title: title, legend: [], width: width)
    let rows = groups.flatMap(\.rows)
    let names = (rows.map(\.name) + groups.map(\.name)).map { Drawing.width(of: $0) }.max() ?? 0
    let texts = rows.map { Drawing.width(of: $0.text) }.max() ?? 0
    let end = frame.drawing.width - PlotFrame.rightMargin
    var (left, right) = (24 + min(names, 240), end - texts - 10)
    let isStacked = right - left < 160
    if isStacked { (left, right) = (24, end - 8) }
    let layout = AxisLayout(x, values: ends(rows), count: min(5, PlotFrame.steps(left, right)), from: left, to: right)
    let top = frame.top
    let (heading, step) = (22.0, isStacked ? 40.0 : 24)
    let height = groups.reduce(0) { $0 + ($1.name.isEmpty ? 0 : heading) + step * Double($1.rows.count) }
    // Above intervals stand words, which lines do not cross.
    func rules(_ from: Double, _ to: Double) {
      for tick in layout.ticks {
        let x = layout.place(tick.value)
        frame.drawing.rule(x, from, x, to, opacity: tick.value == 0 ? 0.6 : 0.15)
      }
    }
    if !isStacked { rules(top, top + height) }
    var y = top
    for group in groups {
      if !group.name.isEmpty {
        frame.drawing.text(group.name, x: 12, y: y + 16, bold: true)
        y += heading
      }
      for row in group.rows {
        let middle = y + (isStacked ? 28 : 12)
        let words = isStacked ? y + 16 : middle + 4
        if isStacked { rules(middle - 7, y + step - 1) }
        frame.drawing.text(row.name, x: isStacked ? left : left - 10, y: words, anchor: isStacked ? .start : .end)
        frame.drawing.text(row.text, x: end, y: words, anchor: .end)
        if let mean = row.mean {
          if let half = row.halfWidth {
            frame.drawing.whisker(
              (layout.place(mean - half), middle), (layout.place(mean + half), middle), row.style)
          }
          frame.drawing.marker(layout.place(mean), middle, row.style)
        }
        y += step
      }
    }
    let below = frame.level(
      x, layout, left: left, right: right, bottom: top + height,
      labelSpace: (right - left) / Double(max(1, layout.ticks.count)))
    return [frame.finish(notes: notes, below: below)]
  }

  private func ends(_ rows: [Row]) -> [Double] {
    rows.flatMap { row in
      row.mean.map { [$0, $0 - (row.halfWidth ?? 0), $0 + (row.halfWidth ?? 0)] } ?? []
    }
  }
}
