import Foundation

/// An axis: what it shows, in which unit, and how values are laid out on it.
public struct PlotAxis: Sendable, Equatable {
  /// How values are laid out.
  public enum Scale: String, Sendable, Equatable {
    /// Equal differences are equal lengths.
    case linear
    /// Equal ratios are equal lengths; all values must be above 0.
    case logarithmic
  }

  /// What is shown, with its unit: `AP novel (x100)`.
  public var title: String
  /// How values are laid out.
  public var scale: Scale
  /// Marks; nil for round values. On a logarithmic axis they must be given.
  public var ticks: [Tick]?
  /// Whether 0 is on the axis wherever the values are.
  public var includesZero: Bool

  /// An axis from its parts.
  public init(_ title: String, scale: Scale = .linear, ticks: [Tick]? = nil, includesZero: Bool = false) {
    guard scale == .linear || ticks != nil else { fatalError("A logarithmic axis needs marks.") }
    (self.title, self.scale, self.ticks, self.includesZero) = (title, scale, ticks, includesZero)
  }

  /// An axis of names, at 0, 1, 2 and so on.
  public static func names(_ names: [String], title: String) -> PlotAxis {
    PlotAxis(title, ticks: names.enumerated().map { Tick(Double($0), $1) })
  }
}

/// An axis laid over a stretch of pixels.
struct AxisLayout {
  let ticks: [Tick]
  private let scale: PlotAxis.Scale
  private let domain: ClosedRange<Double>
  private let pixels: (from: Double, to: Double)

  /// Lays `axis` over the pixels between two ends so that all `values` are on it. An axis with marks of its own gets
  /// `margin` of its length free at both ends.
  init(_ axis: PlotAxis, values: [Double], count: Int, from: Double, to: Double, margin: Double = 0) {
    scale = axis.scale
    pixels = (from, to)
    var values = values.filter(\.isFinite).map { Self.placed($0, axis.scale) }
    if axis.includesZero, axis.scale == .linear { values.append(0) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    guard let marks = axis.ticks else {
      ticks = Tick.round(covering: low, high, count: count)
      domain = (ticks.first?.value ?? 0)...(ticks.last?.value ?? 1)
      return
    }
    ticks = marks
    let places = marks.map { Self.placed($0.value, axis.scale) }
    let (least, most) = (min(low, places.min() ?? low), max(high, places.max() ?? high))
    let length = most > least ? most - least : 1
    domain = (least - margin * length)...(most + margin * length)
  }

  /// Where a value stands, in pixels; values beyond the ends stand at them.
  func place(_ value: Double) -> Double {
    let inside = min(max(Self.placed(value, scale), domain.lowerBound), domain.upperBound)
    let share = (inside - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return pixels.from + share * (pixels.to - pixels.from)
  }

  /// Whether a value lies beyond an end.
  func isOutside(_ value: Double) -> Bool { !domain.contains(Self.placed(value, scale)) }

  private static func placed(_ value: Double, _ scale: PlotAxis.Scale) -> Double {
    switch scale {
    case .linear: return value
    case .logarithmic:
      guard value > 0 else { fatalError("A logarithmic axis has no place for \(value).") }
      return log(value)
    }
  }
}
