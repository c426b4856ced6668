/// A range of object areas that COCO reports on its own.
public struct AreaRange: Hashable, Sendable {
  /// The range's name in COCO: `all`, `small`, `medium` or `large`.
  public let name: String
  /// The least area, square pixels.
  public let lower: Double
  /// The greatest area, square pixels.
  public let upper: Double

  /// Whether the range holds an area. Both ends belong to it, so an area of 1024 is small *and* medium.
  public func contains(_ area: Double) -> Bool { !(area < lower || area > upper) }

  /// Every area.
  public static let all = AreaRange(name: "all", lower: 0, upper: 1e10)
  /// Up to 32 x 32 pixels.
  public static let small = AreaRange(name: "small", lower: 0, upper: 1024)
  /// From 32 x 32 to 96 x 96 pixels.
  public static let medium = AreaRange(name: "medium", lower: 1024, upper: 9216)
  /// From 96 x 96 pixels.
  public static let large = AreaRange(name: "large", lower: 9216, upper: 1e10)
}
