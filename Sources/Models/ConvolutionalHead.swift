public import NN
public import Torch

/// A region head of convolutions and a fully connected layer: mmdetection's Shared4Conv1FC as its ConvNeXt
/// configurations have it, which imTED's author names as the baseline's head.
///
/// Keys `shared_convs.i.conv.weight`, `shared_convs.i.bn`, `shared_fcs.0`. The convolutions are 3 x 3, padded, without
/// bias, each followed by a norm and a ReLU. ViTDet's head (Li et al. 2022) differs by its norm, over the channels of each
/// cell (`shared_convs.i.ln`, eps 1e-6).
public struct ConvolutionalHead {
  /// Number of convolutions.
  public static let depth = 4
  /// Numbers that describe a region.
  public let outputWidth: Int
  let layers: [(conv: Conv2d, norm: MapNorm)]
  let last: Linear

  /// A head over `[K, inputChannels, roiSize, roiSize]` with convolutions of `channels`. Convolutions start normal with
  /// He's deviation over what a cell gives out, the layer after them Xavier-uniform with biases 0. `normsChannels` chooses
  /// ViTDet's norm.
  public init(
    _ scope: Scope, inputChannels: Int, channels: Int, roiSize: Int, width: Int, normsChannels: Bool = false
  ) {
    let deviation = (2 / Double(channels * 9)).squareRoot()
    outputWidth = width
    layers = (0..<Self.depth).map { index in
      let layer = scope / "shared_convs" / index
      return (
        Conv2d(
          layer / "conv", index == 0 ? inputChannels : channels, channels, kernel: 3, padding: 1, bias: false,
          weightInit: .normal(standardDeviation: deviation)),
        normsChannels
          ? .channels(ChannelLayerNorm(layer / "ln", channels, eps: 1e-6)) : .batch(BatchNorm2d(layer / "bn", channels))
      )
    }
    let inputs = channels * roiSize * roiSize
    last = Linear(
      scope / "shared_fcs" / 0, inputs, width, weightInit: .xavierUniform(fanIn: inputs, fanOut: width),
      biasInit: .zeros)
  }

  /// Region features `[K, C, S, S]` → `[K, width]`. In training batch norms use the statistics of all K regions and move
  /// the running ones.
  public func callAsFunction(_ roi: Tensor, _ context: ForwardContext) -> Tensor {
    var map = roi
    for layer in layers { map = layer.norm(layer.conv(map), context).relu() }
    return last(map.flatten(1)).relu()
  }
}
