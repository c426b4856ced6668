public import NN
public import Torch

/// Mask R-CNN's fully convolutional head (He et al. 2017, as in mmdetection's `FCNMaskHead`): 3 x 3 convolutions and a
/// doubling of the resolution, each with a ReLU and no norm, then one mask for each class.
///
/// Keys `convs.i.conv`, `upsample` and `conv_logits` `[classes, channels, 1, 1]`. All weights are normal with deviation
/// √(2 / fan out), biases 0.
public struct MaskHead {
  /// Number of classes, background not counted.
  public let classes: Int
  let convolutions: [Conv2d]
  let upsample: ConvTranspose2d
  let logits: Conv2d

  /// A head over `[K, inputChannels, S, S]` with `channels` inside; in the reference both are 256.
  public init(_ scope: Scope, inputChannels: Int, channels: Int, classes: Int, convolutions: Int) {
    self.classes = classes
    self.convolutions = (0..<convolutions).map { number in
      Conv2d(
        scope / "convs" / number / "conv", number == 0 ? inputChannels : channels, channels, kernel: 3, padding: 1,
        weightInit: .kaimingNormal(fan: 9 * channels), biasInit: .zeros)
    }
    upsample = ConvTranspose2d(
      scope / "upsample", channels, channels, kernel: 2, stride: 2, weightInit: .kaimingNormal(fan: 4 * channels),
      biasInit: .zeros)
    logits = Conv2d(
      scope / "conv_logits", channels, classes, kernel: 1, weightInit: .kaimingNormal(fan: classes), biasInit: .zeros)
  }

  /// Region features `[K, inputChannels, S, S]` → logits `[K, classes, 2 · S, 2 · S]`, single precision.
  public func callAsFunction(_ features: Tensor) -> Tensor {
    let shared = convolutions.reduce(features) { $1($0).relu() }
    return logits(upsample(shared).relu()).to(.float32)
  }
}
