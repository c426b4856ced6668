/// Something that can be drawn.
public protocol Plot: Sendable {
  /// The plot as shapes, `width` pixels wide or, where `mayWiden` and it has no room, wider.
  ///
  /// - Parameters:
  ///   - width: In CSS pixels, 96 to the inch; letters are 12 of them high (9 points) whatever the width.
  ///   - mayWiden: Whether more width may be taken, as on a screen; on paper columns are as wide as they are.
  func drawings(width: Double, mayWiden: Bool) -> [Drawing]
}

extension Plot {
  /// The plot for a screen, 640 pixels wide or wider; several parts below each other.
  public var drawings: [Drawing] { drawings(width: PlotFrame.width, mayWiden: true) }
}
