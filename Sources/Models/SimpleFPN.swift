public import NN
public import Torch

/// A level of a pyramid, by its size relative to the encoder's map.
public enum PyramidLevel: Sendable, Equatable, CaseIterable {
  /// Four times as large: two transposed convolutions.
  case quadruple
  /// Twice as large: one transposed convolution.
  case double
  /// As large.
  case same
  /// Half as large, by max pooling.
  case half
  /// A quarter as large, by max pooling.
  case quarter

  /// Pixels of the picture between neighbouring cells, for a patch size that is the encoder's stride.
  public func stride(patchSize: Int) -> Double {
    switch self {
    case .quadruple: Double(patchSize) / 4
    case .double: Double(patchSize) / 2
    case .same: Double(patchSize)
    case .half: Double(patchSize) * 2
    case .quarter: Double(patchSize) * 4
    }
  }

  /// How often the encoder's map is doubled for it.
  var doublings: Int {
    switch self {
    case .quadruple: 2
    case .double: 1
    case .same, .half, .quarter: 0
    }
  }
}

/// The pyramid of imTED or of ViTDet (Li et al. 2022): every level is made from the one map of the encoder, by up- or
/// down-sampling and two convolutions; nothing flows from level to level.
///
/// Keys in the backbone's scope: `fpn1.{0,1,3}` (quadruple: up, norm, GELU, up), `fpn2.0` (double); in the neck's:
/// `lateral_convs.i` and `fpn_convs.i`, each with `conv.weight` and `norm`, i counting the levels.
public struct SimpleFPN {
  /// Pixels of the picture between neighbouring cells, for each map that comes out.
  public let strides: [Double]
  /// Channels of every map that comes out.
  public let channels: Int
  let levels: [(resampling: Resampling, lateral: NormedConvolution, output: NormedConvolution)]
  let hasExtraLevel: Bool

  /// A pyramid of these levels; `extraLevel` adds one of half the last one's size, by taking every second cell. With
  /// `restsWhenFrozen` the statistics of a batch norm that is not trained stay as they are.
  public init(
    backbone: Scope, neck: Scope, shape: ModelShape, levels: [PyramidLevel], extraLevel: Bool = false,
    style: PyramidStyle = .even, restsWhenFrozen: Bool = false
  ) {
    let (width, channels) = (shape.encoder.width, shape.pyramidChannels)
    self.channels = channels
    hasExtraLevel = extraLevel
    let strides = levels.map { $0.stride(patchSize: shape.patchSize) }
    self.strides = strides + (extraLevel ? strides.suffix(1).map { $0 * 2 } : [])
    let resamplings = levels.map {
      Resampling(backbone, $0, width: width, style: style, restsWhenFrozen: restsWhenFrozen)
    }
    let laterals = levels.enumerated().map { index, level in
      NormedConvolution(
        neck / "lateral_convs" / index, style.channels(width, doublings: level.doublings), channels, kernel: 1,
        eps: style.eps)
    }
    let outputs = levels.indices.map {
      NormedConvolution(neck / "fpn_convs" / $0, channels, channels, kernel: 3, eps: style.eps)
    }
    self.levels = levels.indices.map { (resamplings[$0], laterals[$0], outputs[$0]) }
  }

  /// The encoder's map `[B, D, h, w]` → one map `[B, channels, h', w']` for each of `strides`.
  public func callAsFunction(_ map: Tensor, _ context: ForwardContext) -> [Tensor] {
    var maps = levels.map { $0.output($0.lateral($0.resampling(map, context))) }
    if hasExtraLevel, let last = maps.last { maps.append(last.maxPool2d(kernel: 1, stride: 2)) }
    return maps
  }
}
