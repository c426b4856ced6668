import NN
import Torch

/// A detector's encoder: the ViT of an MAE without its final norm, positions trained, seen as one map.
struct DetectorEncoder {
  private enum Network {
    case plain(ViTEncoder)
    case windowed(WindowedEncoder)
  }

  private let network: Network
  private let parameters: [Tensor]

  /// With `windows` ViTDet's encoder, which resamples positions by the sizes alone, else a plain one.
  init(
    _ scope: Scope, _ shape: ModelShape, dropPath: Double, positionResize: PositionResize,
    windows: WindowedAttention? = nil
  ) {
    let before = scope.store.entries.count
    if let windows {
      network = .windowed(WindowedEncoder(scope, shape, windows: windows, dropPath: dropPath))
    } else {
      network = .plain(
        ViTEncoder(
          scope, shape, dropPath: dropPath, trainablePositions: true, finalNorm: false,
          positionResize: positionResize))
    }
    parameters = scope.store.entries[before...].filter { !$0.isBuffer }.map(\.tensor)
  }

  /// Whether no parameter is trained; then nothing need be recorded for `backward`.
  var isFrozen: Bool { !parameters.contains { $0.requiresGrad } }

  /// Pictures `[B, 3, H, W]` → the last map `[B, D, H / patch, W / patch]`.
  func callAsFunction(_ images: Tensor, _ context: ForwardContext) -> Tensor {
    maps(images, context, block: nil).last
  }

  /// The last map and that of a block, counted from 0; the last one's again if none is named. An encoder with windows
  /// gives its last map alone.
  func maps(_ images: Tensor, _ context: ForwardContext, block: Int?) -> (last: Tensor, early: Tensor) {
    func run() -> (last: Tensor, early: Tensor) {
      switch network {
      case .plain(let vit): return Self.maps(of: vit, images, context, block: block)
      case .windowed(let vit):
        guard block == nil else { fatalError("a pyramid from a block of an encoder with windows") }
        let last = vit(images, context)
        return (last, last)
      }
    }
    return isFrozen ? withoutGradients(run) : run()
  }

  private static func maps(
    of vit: ViTEncoder, _ images: Tensor, _ context: ForwardContext, block: Int?
  ) -> (last: Tensor, early: Tensor) {
    let rows = images.size(2) / vit.shape.patchSize
    var early: Tensor?
    let tokens = vit.encoded(vit.embedded(images), context) { number, tokens in
      if number == block { early = vit.map(tokens, rows: rows) }
    }
    let last = vit.map(tokens, rows: rows)
    guard block != nil else { return (last, last) }
    guard let early else { fatalError("a pyramid from a block that the encoder does not have") }
    return (last, early)
  }
}
