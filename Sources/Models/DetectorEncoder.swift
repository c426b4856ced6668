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
    maps(images, context, block: nil).last
  }

  /// The last map and that of a block, counted from 0; the last one's again if none is named.
  func maps(_ images: Tensor, _ context: ForwardContext, block: Int?) -> (last: Tensor, early: Tensor) {
    let rows = images.size(2) / vit.shape.patchSize
    func run() -> (last: Tensor, early: Tensor) {
      var early: Tensor?
      let tokens = vit.encoded(vit.embedded(images), context) { number, tokens in
        if number == block { early = vit.map(tokens, rows: rows) }
      }
      let last = vit.map(tokens, rows: rows)
      guard block != nil else { return (last, last) }
      guard let early else { fatalError("a pyramid from a block that the encoder does not have") }
      return (last, early)
    }
    return isFrozen ? withoutGradients(run) : run()
  }
}
