public import Torch

/// Generalised intersection over union as a loss (Rezatofighi et al. 2019): 1 - IoU + the share of the smallest box
/// around both that neither covers.
public enum GIoULoss {
  /// Losses `[N]` in 0...2 of boxes `[N, 4]` against targets `[N, 4]`, both xyxy. `eps` keeps divisions finite.
  public static func losses(_ boxes: Tensor, _ targets: Tensor, eps: Double = 1e-7) -> Tensor {
    let (first, second) = (boxes.slice(1, 0, 2), boxes.slice(1, 2, 4))
    let (targetFirst, targetSecond) = (targets.slice(1, 0, 2), targets.slice(1, 2, 4))
    let shared = area((second.minimum(targetSecond) - first.maximum(targetFirst)).clamp(min: 0))
    let hull = area(second.maximum(targetSecond) - first.minimum(targetFirst))
    let union = area(second - first) + area(targetSecond - targetFirst) - shared
    return 1 - shared / (union + eps) + (hull - union) / (hull + eps)
  }

  private static func area(_ size: Tensor) -> Tensor { size.select(1, 0) * size.select(1, 1) }
}
