public import Torch

// B: pictures in the batch, L: patches of a picture, p: patch size.

extension MAE {
  /// What an autoencoder makes of pictures that it sees in part.
  public struct Reconstruction {
    /// The predicted pixels of every patch as pictures, `[B, 3, H, W]`, in the scale of the input. What is predicted for
    /// patches that were seen is in them too; it means little, as nothing trained it.
    public let images: Tensor
    /// 1 where a patch was hidden, `[B, L]`.
    public let mask: Tensor
    /// Mean squared error over the hidden patches of each picture, on what was trained, `[B]`.
    public let losses: Tensor
  }

  /// Hides the patches with the largest `noise` and predicts all from the others; shapes as in `loss`.
  ///
  /// With `normPixLoss` a prediction is a patch at mean 0 and variance 1. The patch's own mean and deviation, taken from
  /// the true picture, bring it back, as MAE's authors do for their pictures: they are not predicted.
  public func reconstruction(
    images: Tensor, noise: Tensor, maskRatio: Double, normPixLoss: Bool
  ) -> Reconstruction {
    let outcome = loss(images: images, noise: noise, maskRatio: maskRatio, normPixLoss: normPixLoss)
    let predicted = outcome.prediction.to(.float32)
    let pixels = patchified(images)
    let errors = (predicted - targets(images, normalised: normPixLoss)).square().mean(dims: [-1])
    let hidden = errors * outcome.mask
    var restored = predicted
    if normPixLoss {
      let deviation = (pixels.variance(dims: [-1], keepdim: true) + 1e-6).sqrt()
      restored = restored * deviation + pixels.mean(dims: [-1], keepdim: true)
    }
    return Reconstruction(
      images: pictured(restored), mask: outcome.mask,
      losses: hidden.mean(dims: [-1]) / outcome.mask.mean(dims: [-1]))
  }

  /// Patches `[B, L, p * p * 3]` → square pictures `[B, 3, H, W]`: the inverse of `patchified`.
  public func pictured(_ patches: Tensor) -> Tensor {
    let (patch, grid, batch) = (encoder.shape.patchSize, encoder.shape.grid, patches.size(0))
    return patches.reshape(batch, grid, grid, patch, patch, 3).permute(0, 5, 1, 3, 2, 4)
      .reshape(batch, 3, grid * patch, grid * patch)
  }
}
