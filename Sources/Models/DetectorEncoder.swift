import NN
import Torch

/// A detector's encoder: the ViT of an MAE without its final norm, positions trained, seen as one map.
struct DetectorEncoder {
  let vit: ViTEncoder
  private let parameters: [Tensor]

  init(_ scope: Scope, _ shape: ModelShape, dropPath: Double, positionResize: PositionResize) {
    let before = scope.store.entries.count
    vit = ViTEncoder(
      scope, shape, dropPath: dropPath, trainablePositions: true, finalNorm: false, positionResize: positionResize)
    parameters = scope.store.entries[before...].filter { !$0.isBuffer }.map(\.tensor)
  }

  /// Whether no parameter is trained; then nothing need be recorded for `backward`.
  var isFrozen: Bool { !parameters.contains { $0.requiresGrad } }

  /// Pictures `[B, 3, H, W]` → the last map `[B, D, H / patch, W / patch]`.
  func callAsFunction(_ images: Tensor, _ context: ForwardContext) -> Tensor {
    let run = { vit.map(vit.tokens(images, context), rows: images.size(2) / vit.shape.patchSize) }
    return isFrozen ? withoutGradients(run) : run()
  }
}
