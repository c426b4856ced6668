public import NN
public import Torch

// K: regions, D: encoder width, d: decoder width, S: roiSize.

/// imTED's region head: the MAE decoder over the cells of a region's features, then their mean.
///
/// Keys `norm`, `decoder_embed`, `decoder_pos_embed`, `decoder_blocks.i`, `decoder_box_norm`. All but the last have the
/// names and shapes they have in an MAE; `norm` is the encoder's final norm there.
public struct DecoderHead {
  /// Numbers that describe a region.
  public let outputWidth: Int
  let norm: LayerNorm
  let embed: Linear
  let positions: Tensor  // [1, 1 + grid * grid, d], never trained
  let blocks: [TransformerBlock]
  let outputNorm: LayerNorm
  let positionResize: PositionResize

  /// A head with MAE's initialisation.
  public init(_ scope: Scope, shape: ModelShape, positionResize: PositionResize = .reference) {
    let (input, width, grid) = (shape.encoder.width, shape.decoder.width, shape.grid)
    outputWidth = width
    self.positionResize = positionResize
    norm = LayerNorm(scope / "norm", input)
    embed = Linear(
      scope / "decoder_embed", input, width, weightInit: .xavierUniform(fanIn: input, fanOut: width),
      biasInit: .zeros)
    positions = scope.buffer(
      "decoder_pos_embed", [1, 1 + grid * grid, width], PositionEmbedding.initializer(grid: grid, width: width))
    blocks = (0..<shape.decoder.depth).map {
      TransformerBlock(
        scope / "decoder_blocks" / $0, width: width, heads: shape.decoder.heads, mlpRatio: shape.mlpRatio)
    }
    outputNorm = LayerNorm(scope / "decoder_box_norm", width)
  }

  /// Region features `[K, D, S, S]` → `[K, d]`.
  public func callAsFunction(_ roi: Tensor, _ context: ForwardContext) -> Tensor {
    var tokens = embed(norm(roi.flatten(2).transpose(1, 2)))  // [K, S * S, d]
    tokens = tokens + cellPositions(rows: roi.size(2), columns: roi.size(3))
    for block in blocks { tokens = block(tokens, context) }
    return outputNorm(tokens.mean(dims: [1]))
  }

  /// `[1, rows * columns, d]`. Resampled at each call, as the table may be loaded after the head was made; like the
  /// reference code it does so even where the grids agree.
  func cellPositions(rows: Int, columns: Int) -> Tensor {
    PositionEmbedding.resized(positions.slice(1, 1), rows: rows, columns: columns, positionResize)
  }
}
