public import Plots

/// A picture of results: one plot or several below each other.
public struct Figure: Sendable {
  /// What it shows, in a line.
  public let title: String
  private let plots: [any Plot]

  /// A figure from its plots.
  public init(title: String, _ plots: [any Plot]) { (self.title, self.plots) = (title, plots) }

  /// The picture as SVG; the same results give the same text. Ends with a line break.
  ///
  /// - Parameters:
  ///   - standsAlone: Whether it is a file of its own (dark on white) or a part of a page, whose text colour it takes.
  ///   - width: How wide it is.
  public func svg(standsAlone: Bool, width: FigureWidth = .screen) -> String {
    switch width {
    case .screen: Drawing.svg(plots.flatMap(\.drawings), title: title, standsAlone: standsAlone)
    case .print(let millimetres):
      Drawing.svg(
        plots.flatMap { $0.drawings(width: millimetres * 96 / 25.4, mayWiden: false) }, title: title,
        standsAlone: standsAlone, isForPrint: true)
    }
  }
}

/// How wide a figure is. Letters are 9 points high (notes 8, labels on pictures 7), whatever the width; so a figure for
/// print is put into a text as it is and never scaled.
public enum FigureWidth: Sendable, Equatable {
  /// 640 pixels, or more where there is much to show.
  case screen
  /// Exactly so many millimetres.
  case print(millimetres: Double)

  /// One of two columns of a paper.
  public static let singleColumn = FigureWidth.print(millimetres: 85)
  /// Both columns of a paper.
  public static let doubleColumn = FigureWidth.print(millimetres: 178)
  /// The widths that figures can have on paper, in millimetres. A narrower one has no room for letters.
  public static let millimetres = 60.0...400.0

  /// A width as options write it: `screen`, `single`, `double` or millimetres as in `120mm`; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "screen": self = .screen
    case "single": self = .singleColumn
    case "double": self = .doubleColumn
    default:
      guard text.hasSuffix("mm"), let number = Double(text.dropLast(2)), Self.millimetres.contains(number) else {
        return nil
      }
      self = .print(millimetres: number)
    }
  }
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
