/// The numbers of a mask head.
public struct MaskHeadSettings: Sendable, Equatable {
  /// Width and height of a region's features, in cells; masks are twice as fine.
  public var roiSize: Int
  /// Convolutions before the resolution is doubled.
  public var convolutions: Int
  /// Samples along a side of a bin of a region; 0 adapts to its size.
  public var samplingRatio: Int
  /// Weight of the mask loss.
  public var weight: Double

  /// All numbers; the defaults are those of imTED's mask configurations.
  public init(roiSize: Int = 14, convolutions: Int = 4, samplingRatio: Int = 0, weight: Double = 1) {
    guard roiSize > 0, convolutions > 0 else {
      fatalError("a mask head of \(convolutions) convolutions over \(roiSize) cells")
    }
    self.roiSize = roiSize
    self.convolutions = convolutions
    self.samplingRatio = samplingRatio
    self.weight = weight
  }

  /// As in imTED's mask configurations.
  public static let reference = MaskHeadSettings()

  /// Width and height of a mask, in cells.
  public var maskSize: Int { 2 * roiSize }
}
