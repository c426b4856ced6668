import Plots

/// A picture of results: one plot or several below each other.
public struct Figure: Sendable {
  /// What it shows, in a line.
  public let title: String
  private let drawings: [Drawing]

  init(title: String, _ drawings: [Drawing]) { (self.title, self.drawings) = (title, drawings) }

  /// The picture as SVG; the same results give the same text. Ends with a line break.
  ///
  /// - Parameter standsAlone: Whether it is a file of its own (dark on white) or a part of a page, whose text colour it
  ///   takes.
  public func svg(standsAlone: Bool) -> String { Drawing.svg(drawings, title: title, standsAlone: standsAlone) }
}

/// What can be drawn of an experiment.
public enum FigureKind: String, CaseIterable, Sendable {
  /// Training curves.
  case curves
  /// A measure over the experiment's variants.
  case variants
  /// A measure over bands of visible fraction.
  case visible
  /// AP of single categories.
  case classes
  /// Differences from a baseline.
  case forest
}
