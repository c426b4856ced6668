import Foundation
public import Torch

/// Boxes as differences from a proposal: its middle moves in widths and heights of the proposal, its size changes by
/// logarithms (Girshick et al. 2014).
public struct BoxCoder: Sendable, Equatable {
  /// What the four differences are divided by when they are made.
  public var deviations: SIMD4<Float>
  /// Largest logarithm by which a box may grow.
  public var largestGrowth: Float
  /// Whether shrinking is bounded likewise, as in mmdetection; torchvision bounds growing only.
  public var boundsShrinking: Bool

  /// The reference's bound of 4.135… is log(1000/16).
  public init(
    deviations: SIMD4<Float>, largestGrowth: Float = 4.135_166_6, boundsShrinking: Bool = true
  ) {
    self.deviations = deviations
    self.largestGrowth = largestGrowth
    self.boundsShrinking = boundsShrinking
  }

  /// The reference's coder for anchors: no scaling.
  public static let anchors = BoxCoder(deviations: .one)
  /// The reference's coder for regions: 0.1, 0.1, 0.2, 0.2.
  public static let regions = BoxCoder(deviations: SIMD4(0.1, 0.1, 0.2, 0.2))

  /// The differences that lead from a proposal to a box. Both must have an area.
  public func encode(_ box: Corners, from proposal: Corners) -> SIMD4<Float> {
    let (width, height) = (proposal.z - proposal.x, proposal.w - proposal.y)
    let deltas = SIMD4(
      ((box.x + box.z) - (proposal.x + proposal.z)) / 2 / width,
      ((box.y + box.w) - (proposal.y + proposal.w)) / 2 / height,
      log((box.z - box.x) / width), log((box.w - box.y) / height))
    return deltas / deviations
  }

  /// The box that the differences lead to, not clipped.
  public func decode(_ deltas: SIMD4<Float>, from proposal: Corners) -> Corners {
    let deltas = deltas * deviations
    let (width, height) = (proposal.z - proposal.x, proposal.w - proposal.y)
    let middle = SIMD2(
      (proposal.x + proposal.z) / 2 + deltas.x * width, (proposal.y + proposal.w) / 2 + deltas.y * height)
    let half = SIMD2(width * exp(bounded(deltas.z)) / 2, height * exp(bounded(deltas.w)) / 2)
    return Corners(lowHalf: middle - half, highHalf: middle + half)
  }

  /// As `decode` of single boxes, for `[N, 4]` differences and proposals; gradients flow to the differences.
  public func decode(_ deltas: Tensor, from proposals: Tensor) -> Tensor {
    let scale = Tensor((0..<4).map { deviations[$0] }).to(deltas.device)
    let scaled = deltas * scale
    let (first, second) = (proposals.slice(1, 0, 2), proposals.slice(1, 2, 4))
    let size = second - first
    let middle = (first + second) * 0.5 + scaled.slice(1, 0, 2) * size
    let bound = Double(largestGrowth)
    let growth = scaled.slice(1, 2, 4).clamp(min: boundsShrinking ? -bound : nil, max: bound)
    let half = growth.exp() * size * 0.5
    return Tensor.cat([middle - half, middle + half], dim: 1)
  }

  private func bounded(_ growth: Float) -> Float {
    let below = min(growth, largestGrowth)
    return boundsShrinking ? max(below, -largestGrowth) : below
  }
}
