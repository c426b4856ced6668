/// The size of a stack of transformer blocks.
public struct TransformerShape: Sendable, Equatable {
  /// Length of a token.
  public var width: Int
  /// Number of blocks.
  public var depth: Int
  /// Attention heads; they must divide the width.
  public var heads: Int

  /// A stack.
  public init(width: Int, depth: Int, heads: Int) { (self.width, self.depth, self.heads) = (width, depth, heads) }
}

/// The size of a ViT encoder.
public typealias EncoderShape = TransformerShape
/// The size of an MAE decoder.
public typealias DecoderShape = TransformerShape

/// All sizes from which an MAE or a detector is built.
public struct ModelShape: Sendable, Equatable {
  /// Width and height of the pictures that positions are made for, in pixels.
  public var imageSize: Int
  /// Width and height of a patch, in pixels.
  public var patchSize: Int
  /// The ViT encoder.
  public var encoder: EncoderShape
  /// The MAE decoder, which is also the head of the detector.
  public var decoder: DecoderShape
  /// Channels of every pyramid level.
  public var pyramidChannels: Int
  /// Width and height of a region's features, in cells.
  public var roiSize: Int
  /// Width of the fully connected head.
  public var fcWidth: Int
  /// Width inside an MLP over the token's width.
  public var mlpRatio = 4

  /// All sizes.
  public init(
    imageSize: Int, patchSize: Int, encoder: EncoderShape, decoder: DecoderShape, pyramidChannels: Int,
    roiSize: Int = 7, fcWidth: Int, mlpRatio: Int = 4
  ) {
    self.imageSize = imageSize
    self.patchSize = patchSize
    self.encoder = encoder
    self.decoder = decoder
    self.pyramidChannels = pyramidChannels
    self.roiSize = roiSize
    self.fcWidth = fcWidth
    self.mlpRatio = mlpRatio
  }

  /// Patches along a side of a picture of `imageSize`.
  public var grid: Int { imageSize / patchSize }
}
