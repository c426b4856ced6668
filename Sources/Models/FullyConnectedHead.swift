public import NN
public import Torch

/// Faster R-CNN's region head of two fully connected layers (Ren et al. 2015, as in mmdetection's Shared2FC). Keys
/// `shared_fcs.0`, `shared_fcs.1`.
public struct FullyConnectedHead {
  /// Numbers that describe a region.
  public let outputWidth: Int
  let first: Linear
  let second: Linear

  /// A head over `[K, inputChannels, roiSize, roiSize]`, Xavier-uniform with biases 0.
  public init(_ scope: Scope, inputChannels: Int, roiSize: Int, width: Int) {
    let layers = scope / "shared_fcs"
    let inputs = inputChannels * roiSize * roiSize
    outputWidth = width
    first = Linear(
      layers / 0, inputs, width, weightInit: .xavierUniform(fanIn: inputs, fanOut: width), biasInit: .zeros)
    second = Linear(
      layers / 1, width, width, weightInit: .xavierUniform(fanIn: width, fanOut: width), biasInit: .zeros)
  }

  /// Region features `[K, C, S, S]` → `[K, width]`.
  public func callAsFunction(_ roi: Tensor) -> Tensor { second(first(roi.flatten(1)).relu()).relu() }
}
