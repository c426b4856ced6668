import NN
import Torch

/// What a pyramid's enlarged levels are made of.
public enum PyramidStyle: String, Sendable, CaseIterable {
  /// imTED's: as many channels as the encoder's map, a batch norm between two enlargements, norms of eps 1e-5.
  case even
  /// ViTDet's (Li et al. 2022): half the channels for each doubling, a norm over channels between two, eps 1e-6.
  case narrowing

  /// Of the norms over channels.
  var eps: Double { self == .even ? 1e-5 : 1e-6 }

  /// Channels of a map enlarged so many times.
  func channels(_ width: Int, doublings: Int) -> Int {
    switch self {
    case .even: width
    case .narrowing: width >> doublings
    }
  }
}

/// The way from the encoder's map to a level's size.
enum Resampling {
  case quadruple(ConvTranspose2d, MapNorm, ConvTranspose2d)
  case double(ConvTranspose2d)
  case same
  case shrinking(by: Int)

  init(_ scope: Scope, _ level: PyramidLevel, width: Int, style: PyramidStyle, restsWhenFrozen: Bool) {
    let (half, quarter) = (style.channels(width, doublings: 1), style.channels(width, doublings: 2))
    switch level {
    case .quadruple:
      let layers = scope / "fpn1"
      let first = ConvTranspose2d(layers / 0, width, half, kernel: 2, stride: 2)
      let norm: MapNorm =
        switch style {
        case .even: .batch(BatchNorm2d(layers / 1, half, restsWhenFrozen: restsWhenFrozen))
        case .narrowing: .channels(ChannelLayerNorm(layers / 1, half, eps: style.eps))
        }
      self = .quadruple(first, norm, ConvTranspose2d(layers / 3, half, quarter, kernel: 2, stride: 2))
    case .double: self = .double(ConvTranspose2d(scope / "fpn2" / 0, width, half, kernel: 2, stride: 2))
    case .same: self = .same
    case .half: self = .shrinking(by: 2)
    case .quarter: self = .shrinking(by: 4)
    }
  }

  func callAsFunction(_ map: Tensor, _ context: ForwardContext) -> Tensor {
    switch self {
    case .quadruple(let first, let norm, let second): second(norm(first(map), context).gelu())
    case .double(let layer): layer(map)
    case .same: map
    case .shrinking(let factor): map.maxPool2d(kernel: factor, stride: factor)
    }
  }
}

/// A convolution without bias, then a norm over the channels. Keys `conv.weight`, `norm`.
struct NormedConvolution {
  let conv: Conv2d
  let norm: ChannelLayerNorm

  init(_ scope: Scope, _ input: Int, _ output: Int, kernel: Int, eps: Double) {
    let area = kernel * kernel
    conv = Conv2d(
      scope / "conv", input, output, kernel: kernel, padding: kernel / 2, bias: false,
      weightInit: .xavierUniform(fanIn: input * area, fanOut: output * area))
    norm = ChannelLayerNorm(scope / "norm", output, eps: eps)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { norm(conv(x)) }
}
