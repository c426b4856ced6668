/// What a box on a picture stands for. Colour and line tell it, so that it can be read in grey and by people with
/// colour-blindness. Colours are like those of Okabe and Ito (2008), lighter, so that dark letters can be read on them.
public enum BoxStyle: Sendable, Hashable, CaseIterable {
  /// What is right: a whole line.
  case right
  /// What is wrong: long strokes.
  case wrong
  /// What was missed: short strokes.
  case missed
  /// What counts neither way: dots.
  case ignored

  /// The colour, as `#RRGGBB`.
  var colour: String {
    switch self {
    case .right: "#2FC18C"
    case .wrong: "#F0803C"
    case .missed: "#56B4E9"
    case .ignored: "#B8B8B8"
    }
  }

  /// Lengths of strokes and gaps; nil for a whole line.
  var dashes: String? {
    switch self {
    case .right: nil
    case .wrong: "9 3"
    case .missed: "3 3"
    case .ignored: "1 3"
    }
  }
}
