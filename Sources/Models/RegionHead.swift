public import NN
public import Torch

/// The part of the detector that turns a region's features into one vector.
public enum RegionHead {
  /// The MAE decoder.
  case decoder(DecoderHead)
  /// Two fully connected layers.
  case fullyConnected(FullyConnectedHead)
  /// Four convolutions and a fully connected layer.
  case convolutional(ConvolutionalHead)

  /// A head of a kind. `channels` and `size` are those of a region's features: `[K, channels, size, size]`.
  init(
    _ kind: RegionHeadKind, _ scope: Scope, shape: ModelShape, channels: Int, size: Int,
    positionResize: PositionResize
  ) {
    self =
      switch kind {
      case .decoder: .decoder(DecoderHead(scope, shape: shape, positionResize: positionResize))
      case .fullyConnected:
        .fullyConnected(
          FullyConnectedHead(scope, inputChannels: channels, roiSize: size, width: shape.fcWidth))
      case .convolutional, .channelNormedConvolutional:
        .convolutional(
          ConvolutionalHead(
            scope, inputChannels: channels, channels: shape.pyramidChannels, roiSize: size, width: shape.fcWidth,
            normsChannels: kind == .channelNormedConvolutional))
      }
  }

  /// Numbers that describe a region.
  public var outputWidth: Int {
    switch self {
    case .decoder(let head): head.outputWidth
    case .fullyConnected(let head): head.outputWidth
    case .convolutional(let head): head.outputWidth
    }
  }

  /// Region features `[K, C, S, S]` → `[K, outputWidth]`.
  public func callAsFunction(_ roi: Tensor, _ context: ForwardContext) -> Tensor {
    switch self {
    case .decoder(let head): head(roi, context)
    case .fullyConnected(let head): head(roi)
    case .convolutional(let head): head(roi, context)
    }
  }
}
