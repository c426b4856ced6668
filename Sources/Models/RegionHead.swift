public import NN
public import Torch

/// The part of the detector that turns a region's features into one vector.
public enum RegionHead {
  /// The MAE decoder.
  case decoder(DecoderHead)
  /// Two fully connected layers.
  case fullyConnected(FullyConnectedHead)

  /// Numbers that describe a region.
  public var outputWidth: Int {
    switch self {
    case .decoder(let head): head.outputWidth
    case .fullyConnected(let head): head.outputWidth
    }
  }

  /// Region features `[K, C, S, S]` → `[K, outputWidth]`.
  public func callAsFunction(_ roi: Tensor, _ context: ForwardContext) -> Tensor {
    switch self {
    case .decoder(let head): head(roi, context)
    case .fullyConnected(let head): head(roi)
    }
  }
}
