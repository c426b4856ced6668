public import NN
public import Torch

// B: pictures in the batch, D: width, h and w: patches down and across.

/// ViTDet's encoder (Li et al. 2022): the ViT of an MAE without class token and final norm, whose blocks attend within
/// windows but for a few, and know how far apart patches are.
///
/// Keys: `pos_embed`, `patch_embed.proj` and `blocks.i` as in an MAE's file, `blocks.i.attn.rel_pos_h` and `…rel_pos_w`
/// (`[2 · side - 1, D / heads]`, of a window or of the whole map) besides.
public struct WindowedEncoder {
  /// The sizes that it was made with.
  public let shape: ModelShape
  let embedding: PatchEmbedding
  let blocks: [WindowedBlock]

  /// An encoder with MAE's initialisation, relative positions at zero. `dropPath` is the rate of the last block, rising
  /// linearly from 0 at the first; positions are trained, and resampled by the sizes of the grids.
  public init(_ scope: Scope, _ shape: ModelShape, windows: WindowedAttention, dropPath: Double) {
    let depth = shape.encoder.depth
    self.shape = shape
    embedding = PatchEmbedding(scope, shape, trainablePositions: true, positionResize: .exact)
    blocks = (0..<depth).map { index in
      WindowedBlock(
        scope / "blocks" / index, width: shape.encoder.width, heads: shape.encoder.heads, mlpRatio: shape.mlpRatio,
        window: WindowedAttention.isGlobal(block: index, of: depth) ? nil : windows.window, grid: windows.globalGrid,
        dropPath: depth > 1 ? dropPath * Double(index) / Double(depth - 1) : 0)
    }
  }

  /// Pictures `[B, 3, H, W]`, whose sides are multiples of the patch size → the last map `[B, D, h, w]`.
  public func callAsFunction(_ images: Tensor, _ context: ForwardContext) -> Tensor {
    let (rows, columns) = (images.size(2) / shape.patchSize, images.size(3) / shape.patchSize)
    var map = embedding(images).reshape(images.size(0), rows, columns, shape.encoder.width)
    for block in blocks { map = context.recomputed(map) { block($0, $1) } }
    return map.permute(0, 3, 1, 2)
  }
}
