/// How a series is told from others: by colour, by marker and, from the fifth on, by broken lines. Colours are those of
/// Okabe and Ito (2008), which most people with colour-blindness tell apart, without their black and yellow: those vanish
/// on a dark or a white page.
public struct SeriesStyle: Sendable, Hashable {
  /// The place in the fixed order of styles; any whole number from 0 on.
  public let number: Int

  /// The style of a number. The same number always looks the same.
  public init(_ number: Int) { self.number = max(0, number) }

  private static let colours = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F", "#8C510A",
  ]

  /// The style of the `place`-th of many groups of points, which have no lines: all colours but grey, in one shape after
  /// the other, so that 28 look different.
  public static func ofGroup(_ place: Int) -> SeriesStyle {
    SeriesStyle(place / 7 * 8 + [0, 1, 2, 3, 4, 5, 7][place % 7])
  }
  /// How many groups of points look different.
  public static let groups = 28
  /// Grey: what is not told apart.
  public static let others = SeriesStyle(6)

  /// Shapes of markers.
  enum Marker: Int, CaseIterable {
    case circle
    case square
    case triangle
    case diamond
  }

  /// The colour, as `#RRGGBB`.
  var colour: String { Self.colours[number % Self.colours.count] }
  /// The shape of its points.
  var marker: Marker { Marker.allCases[(number + number / Self.colours.count) % Marker.allCases.count] }
  /// Lengths of strokes and gaps; nil for an unbroken line.
  var dashes: String? { [nil, "6 3", "2 2", "8 3 2 3"][number / 4 % 4] }
}
