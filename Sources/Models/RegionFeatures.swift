import Foundation
public import NN
public import Torch

/// Where the features of a region come from.
public enum RegionFeatureSource: String, Sendable, CaseIterable {
  /// One level of the pyramid, chosen by the region's size (Lin et al. 2017).
  case pyramid
  /// The encoder's last map alone, as in the paper's figure 2b.
  case lastMap = "last-map"
  /// The encoder's last map plus the pyramid's level, scaled by a learned factor: multi-scale feature modulation.
  case integral
}

/// The features of regions, imTED's Eq. 1: RoIAlign(last map) + factor · RoIAlign(fc(pyramid)).
///
/// Keys `mfm_fc` (1 x 1 convolution from pyramid channels to the encoder's width, one for all levels; made also where
/// the decoder reads from the pyramid alone: its norm and embedding expect that width, and the paper does not say how
/// they get it) and `mfm_factor` (one number a channel, from 0, so that the modulation adds
/// nothing at first and the factor learns before the convolution does).
///
/// Convolution and factor act on each place of a map alone, so they are applied to the maps and not to the regions: the
/// same result up to rounding, at a fraction of the cost.
public struct RegionFeatures {
  /// Where the features come from.
  public let source: RegionFeatureSource
  /// Channels of a region's features.
  public let channels: Int
  let align: RoIAlign
  let levels: LevelRule
  let strides: [Double]
  let encoderStride: Double
  let projection: Conv2d?
  let factor: Tensor?

  /// - Parameters:
  ///   - strides: Pixels between neighbouring cells of the pyramid's maps that regions may come from.
  ///   - finestScale: Side of a square region, in pixels, up to twice which the first level serves.
  ///   - isProjected: Whether regions of the pyramid get the encoder's width; `.integral` always does so.
  public init(
    _ scope: Scope, shape: ModelShape, source: RegionFeatureSource, align: RoIAlign, strides: [Double],
    finestScale: Double, isProjected: Bool
  ) {
    let width = shape.encoder.width
    let hasProjection = source == .integral || (source == .pyramid && isProjected)
    self.source = source
    self.align = align
    self.strides = strides
    channels = source == .pyramid && !hasProjection ? shape.pyramidChannels : width
    levels = LevelRule(finestScale: finestScale, count: strides.count)
    encoderStride = Double(shape.patchSize)
    projection = hasProjection ? Conv2d(scope / "mfm_fc", shape.pyramidChannels, width, kernel: 1) : nil
    factor = source == .integral ? scope.parameter("mfm_factor", [width], .zeros) : nil
  }

  /// - Parameters:
  ///   - lastMap: The encoder's last map `[B, D, h, w]`.
  ///   - pyramid: The maps `[B, C, h', w']` of `strides`.
  ///   - regions: The regions of each picture.
  /// - Returns: `[K, channels, S, S]`, pictures one after the other.
  public func callAsFunction(lastMap: Tensor, pyramid: [Tensor], regions: [[Corners]]) -> Tensor {
    var (boxes, choices): ([Float], [Int64]) = ([], [])
    for (picture, list) in regions.enumerated() {
      for region in list {
        boxes += [Float(picture), region.x, region.y, region.z, region.w]
        switch source {
        case .pyramid: choices.append(Int64(levels(region)))
        case .lastMap: choices.append(0)
        case .integral: choices += [0, Int64(1 + levels(region))]
        }
      }
    }
    let count = boxes.count / 5
    var (maps, mapStrides) = (pyramid.map(projected), strides)
    switch source {
    case .pyramid: break
    case .lastMap: (maps, mapStrides) = ([lastMap], [encoderStride])
    case .integral: (maps, mapStrides) = ([lastMap] + maps, [encoderStride] + strides)
    }
    return align(
      maps, strides: mapStrides, boxes: Tensor(boxes, shape: [count, 5]),
      levels: Tensor(choices, shape: [count, source == .integral ? 2 : 1]))
  }

  private func projected(_ map: Tensor) -> Tensor {
    guard source != .lastMap, let projection else { return map }
    let wide = projection(map)
    guard let factor else { return wide }
    return wide * factor.reshape(1, -1, 1, 1)
  }
}

/// The pyramid level of a region by its size: floor(log2(√(w·h) / finestScale + 1e-6)), kept within the levels.
public struct LevelRule: Sendable, Equatable {
  /// Side of a square region, in pixels, up to twice which the first level serves.
  public var finestScale: Double
  /// Number of levels.
  public var count: Int

  /// A rule.
  public init(finestScale: Double, count: Int) { (self.finestScale, self.count) = (finestScale, count) }

  /// The level, 0 the finest.
  public func callAsFunction(_ region: Corners) -> Int {
    let side = Double(max(region.cornerArea, 0)).squareRoot()
    return min(max(Int(floor(log2(side / finestScale + 1e-6))), 0), count - 1)
  }
}
