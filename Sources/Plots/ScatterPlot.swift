/// Points on a plane whose two directions have the same scale and no marks, each of a group.
public struct ScatterPlot: Plot, Equatable {
  /// Points that belong together.
  public struct Group: Sendable, Equatable {
    /// What they are called.
    public var name: String
    /// What they look like.
    public var style: SeriesStyle

    /// A group from its parts.
    public init(_ name: String, style: SeriesStyle) { (self.name, self.style) = (name, style) }
  }

  /// A point.
  public struct Point: Sendable, Equatable {
    /// Place from left to right.
    public var x: Double
    /// Place from bottom to top.
    public var y: Double
    /// Which of the groups it is of.
    public var group: Int

    /// A point from its parts; both places are finite.
    public init(x: Double, y: Double, group: Int) { (self.x, self.y, self.group) = (x, y, group) }
  }

  /// The heading.
  public var title: String
  /// What lies along the level direction; empty for nothing that has a name.
  public var x: String
  /// What lies along the upright direction.
  public var y: String
  /// The groups, in the order of the legend.
  public var groups: [Group]
  /// The points; later ones lie over earlier ones.
  public var points: [Point]
  /// Sentences below.
  public var notes: [String]

  /// A plot from its parts; every point is of one of the groups.
  public init(title: String, x: String, y: String, groups: [Group], points: [Point], notes: [String]) {
    guard points.allSatisfy({ groups.indices.contains($0.group) && $0.x.isFinite && $0.y.isFinite }) else {
      fatalError("A point has no group or no place.")
    }
    (self.title, self.x, self.y, self.groups) = (title, x, y, groups)
    (self.points, self.notes) = (points, notes)
  }

  /// The plot as shapes.
  public func drawings(width: Double, mayWiden: Bool) -> [Drawing] {
    var frame = PlotFrame(
      title: title, legend: groups.map { .init(name: $0.name, style: $0.style, hasLine: false) }, width: width)
    let left = y.isEmpty ? 12.0 : 34
    let across = width - left - PlotFrame.rightMargin
    let (low, high) = (Self.range(points.map(\.x)), Self.range(points.map(\.y)))
    // One scale for both directions, and a frame no higher than wide.
    let unit = min(across / low.length, across / high.length)
    let height = max(across * 0.4, high.length * unit)
    let (top, bottom) = (frame.top + 2, frame.top + 2 + height)
    for (from, to) in [
      ((left, top), (left + across, top)), ((left, bottom), (left + across, bottom)), ((left, top), (left, bottom)),
      ((left + across, top), (left + across, bottom)),
    ] {
      frame.drawing.rule(from.0, from.1, to.0, to.1, opacity: 0.35)
    }
    let radius = points.count > 1500 ? 2.0 : points.count > 400 ? 2.5 : 3.2
    for point in points {
      frame.drawing.marker(
        left + across / 2 + (point.x - low.middle) * unit, (top + bottom) / 2 - (point.y - high.middle) * unit,
        groups[point.group].style, hollow: true, radius: radius)
    }
    var below = bottom + 4
    for line in PlotFrame.wrapped(x, width: across, size: 12) {
      below += 14
      frame.drawing.text(line, x: left + across / 2, y: below, anchor: .middle)
    }
    if !y.isEmpty { frame.drawing.text(y, x: 18, y: (top + bottom) / 2, anchor: .middle, turned: -90) }
    return [frame.finish(notes: notes, below: below + 6)]
  }

  /// The middle of values and the length that they take with a little room around them.
  private static func range(_ values: [Double]) -> (middle: Double, length: Double) {
    guard let low = values.min(), let high = values.max() else { return (0, 1) }
    return ((low + high) / 2, high > low ? (high - low) * 1.06 : max(1, abs(high)))
  }
}
