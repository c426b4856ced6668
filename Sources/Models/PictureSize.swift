import Torch

/// Columns and rows that a picture fills of a padded batch, from the upper left corner.
public struct PictureSize: Sendable, Hashable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A size.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// The size with both sides rounded up to a multiple.
  public func padded(to multiple: Int) -> PictureSize {
    PictureSize(
      width: (width + multiple - 1) / multiple * multiple, height: (height + multiple - 1) / multiple * multiple)
  }

  /// The sizes of pictures `[B, 3, H, W]` without padding.
  static func whole(_ images: Tensor) -> [PictureSize] {
    [PictureSize](repeating: PictureSize(width: images.size(3), height: images.size(2)), count: images.size(0))
  }
}
