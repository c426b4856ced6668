public import Torch

/// The loss of masks (He et al. 2017): binary cross-entropy of the mask of a region's own class; those of the other
/// classes are left alone.
public enum MaskLoss {
  /// The mean over all cells of all regions; 0, and still with a gradient (of zeros), when there are none.
  ///
  /// - Parameters:
  ///   - logits: `[K, classes, S, S]`.
  ///   - labels: The class of each region.
  ///   - targets: `[K, S, S]`, 0 or 1.
  public static func loss(_ logits: Tensor, labels: [Int], targets: Tensor) -> Tensor {
    let own = ownClass(logits, labels)
    let sum = own.binaryCrossEntropyWithLogits(targets.flatten(1).to(own.device), reduction: .sum)
    return sum / Double(max(own.count, 1))
  }

  /// Of class-specific masks `[K, classes, S, S]` those of the regions' classes, `[K, S · S]`.
  static func ownClass(_ masks: Tensor, _ labels: [Int]) -> Tensor {
    let (classes, cells) = (masks.size(1), masks.size(2) * masks.size(3))
    let rows = labels.enumerated().map { $0.offset * classes + $0.element }
    return masks.reshape(labels.count * classes, cells).indexSelect(0, Tensor(rows).to(masks.device))
  }
}
