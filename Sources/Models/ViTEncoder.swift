public import NN
public import Torch

// B: pictures in the batch, D: width, h and w: patches down and across, L = h * w.

/// A plain ViT encoder (Dosovitskiy et al. 2021) with the parameter names of the official MAE files: `cls_token`,
/// `pos_embed`, `patch_embed.proj`, `blocks.i`, and `norm` where there is a final norm.
public struct ViTEncoder {
  /// The sizes that it was made with.
  public let shape: ModelShape
  let classToken: Tensor  // [1, 1, D]
  let embedding: PatchEmbedding
  let blocks: [TransformerBlock]
  let norm: LayerNorm?

  /// An encoder with MAE's initialisation. `dropPath` is the rate of the last block, rising linearly from 0 at the
  /// first; positions start as sines and cosines and are a parameter or a buffer; `finalNorm` adds the norm after the
  /// last block.
  public init(
    _ scope: Scope, _ shape: ModelShape, dropPath: Double, trainablePositions: Bool, finalNorm: Bool,
    positionResize: PositionResize = .reference
  ) {
    let (width, depth) = (shape.encoder.width, shape.encoder.depth)
    self.shape = shape
    classToken = scope.parameter("cls_token", [1, 1, width], .normal(standardDeviation: 0.02))
    embedding = PatchEmbedding(
      scope, shape, trainablePositions: trainablePositions, positionResize: positionResize)
    blocks = (0..<depth).map { index in
      TransformerBlock(
        scope / "blocks" / index, width: width, heads: shape.encoder.heads, mlpRatio: shape.mlpRatio,
        dropPath: depth > 1 ? dropPath * Double(index) / Double(depth - 1) : 0)
    }
    norm = finalNorm ? LayerNorm(scope / "norm", width) : nil
  }

  /// Pictures `[B, 3, H, W]` → tokens `[B, 1 + L, D]` after the last block, the class token first; normed only with
  /// `finalNorm`. H and W must be multiples of the patch size.
  public func tokens(_ images: Tensor, _ context: ForwardContext) -> Tensor {
    encoded(embedded(images), context)
  }

  /// Tokens `[B, 1 + L, D]` → the map `[B, D, h, w]` without the class token. `rows` is h; a square map needs none.
  public func map(_ tokens: Tensor, rows: Int? = nil) -> Tensor {
    let (batch, cells, width) = (tokens.size(0), tokens.size(1) - 1, tokens.size(2))
    let rows = rows ?? Int(Double(cells).squareRoot().rounded())
    guard cells % rows == 0, rows > 0 else { fatalError("\(cells) tokens do not fill \(rows) rows") }
    return tokens.slice(1, 1).transpose(1, 2).reshape(batch, width, rows, cells / rows)
  }

  /// Pictures `[B, 3, H, W]` → patch tokens `[B, L, D]` with their positions, the class token not among them.
  func embedded(_ images: Tensor) -> Tensor { embedding(images) }

  /// Patch tokens `[B, N, D]`, any subset of a picture's → `[B, 1 + N, D]` after the last block. `tap` sees the tokens
  /// after each block.
  func encoded(
    _ patchTokens: Tensor, _ context: ForwardContext, tap: (_ block: Int, _ tokens: Tensor) -> Void = { _, _ in }
  ) -> Tensor {
    let (batch, width) = (patchTokens.size(0), patchTokens.size(2))
    let first = (classToken + embedding.positions.slice(1, 0, 1)).expand([batch, 1, width])
    var tokens = Tensor.cat([first.to(patchTokens.dtype), patchTokens], dim: 1)
    for (number, block) in blocks.enumerated() {
      tokens = context.recomputed(tokens) { block($0, $1) }
      tap(number, tokens)
    }
    return norm?(tokens) ?? tokens
  }
}
