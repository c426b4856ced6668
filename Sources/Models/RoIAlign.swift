public import Torch

/// Average of bilinear samples of regions of feature maps (He et al. 2017): one grid of `pooled` x `pooled` bins for
/// each region.
public struct RoIAlign: Sendable {
  /// Bins along a side.
  public var pooled: Int
  /// Samples along a side of a bin; 0 takes one for every started cell of the map, as imTED does.
  public var samplingRatio: Int
  /// Whether the middle of a map's first cell is at half a cell (mmcv's and torchvision's `aligned`).
  public var isAligned: Bool

  /// The reference: adaptive sampling, aligned.
  public init(pooled: Int = 7, samplingRatio: Int = 0, isAligned: Bool = true) {
    (self.pooled, self.samplingRatio, self.isAligned) = (pooled, samplingRatio, isAligned)
  }

  /// Regions of a single map.
  ///
  /// - Parameters:
  ///   - map: `[B, C, h, w]`.
  ///   - stride: Pixels of the picture between neighbouring cells.
  ///   - boxes: `[K, 5]`: the picture's number in the batch, then x1, y1, x2, y2 in pixels. No gradient flows to them.
  /// - Returns: `[K, C, pooled, pooled]`, the channels together in memory.
  public func callAsFunction(_ map: Tensor, stride: Double, boxes: Tensor) -> Tensor {
    self([map], strides: [stride], boxes: boxes, levels: Tensor.zeros([boxes.size(0), 1], dtype: .int64))
  }

  /// Regions of several maps, each region the sum over the maps that it names.
  ///
  /// - Parameters:
  ///   - maps: `[B, C, h_i, w_i]`.
  ///   - strides: Pixels of the picture between neighbouring cells, one for each map.
  ///   - boxes: `[K, 5]`: the picture's number in the batch, then x1, y1, x2, y2 in pixels. No gradient flows to them.
  ///   - levels: `[K, G]` `int64`: the numbers of the maps that each region draws on.
  /// - Returns: `[K, C, pooled, pooled]`, the channels together in memory; `float32`, or `float64` for `float64` maps.
  public func callAsFunction(_ maps: [Tensor], strides: [Double], boxes: Tensor, levels: Tensor) -> Tensor {
    Tensor.roiAlign(
      maps, boxes: boxes, levels: levels, scales: strides.map { 1 / $0 }, pooled: pooled, samplingRatio: samplingRatio,
      isAligned: isAligned)
  }
}
