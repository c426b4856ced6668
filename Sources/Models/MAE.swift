public import NN
public import Torch

// B: pictures in the batch, L: patches of a picture, D: encoder width, d: decoder width, p: patch size.

/// A masked autoencoder (He et al. 2022, arXiv 2111.06377) with the parameter names of the official files: the encoder
/// at the root, then `mask_token`, `decoder_embed`, `decoder_pos_embed`, `decoder_blocks.i`, `decoder_norm`,
/// `decoder_pred`.
public struct MAE {
  /// What a forward pass gives.
  public struct Outcome {
    /// Mean squared error over the hidden patches, a tensor without dimensions.
    public let loss: Tensor
    /// Predicted pixels (normalised ones with `normPixLoss`), `[B, L, p * p * 3]`, ordered row, column, channel.
    public let prediction: Tensor
    /// 1 where a patch was hidden, `[B, L]`.
    public let mask: Tensor
  }

  /// The encoder; its positions are fixed and it ends in a norm.
  public let encoder: ViTEncoder
  let maskToken: Tensor  // [1, 1, d]
  let embed: Linear
  let positions: Tensor  // [1, 1 + L, d]
  let blocks: [TransformerBlock]
  let norm: LayerNorm
  let prediction: Linear

  /// An autoencoder with the official initialisation, at the root of the store.
  public init(store: ParameterStore, shape: ModelShape) {
    let scope = Scope(store)
    let (input, width, grid, patch) = (shape.encoder.width, shape.decoder.width, shape.grid, shape.patchSize)
    let pixels = patch * patch * 3
    encoder = ViTEncoder(scope, shape, dropPath: 0, trainablePositions: false, finalNorm: true)
    maskToken = scope.parameter("mask_token", [1, 1, width], .normal(standardDeviation: 0.02))
    embed = Linear(
      scope / "decoder_embed", input, width, weightInit: .xavierUniform(fanIn: input, fanOut: width),
      biasInit: .zeros)
    positions = scope.buffer(
      "decoder_pos_embed", [1, 1 + grid * grid, width], PositionEmbedding.initializer(grid: grid, width: width))
    blocks = (0..<shape.decoder.depth).map {
      TransformerBlock(
        scope / "decoder_blocks" / $0, width: width, heads: shape.decoder.heads, mlpRatio: shape.mlpRatio)
    }
    norm = LayerNorm(scope / "decoder_norm", width)
    prediction = Linear(
      scope / "decoder_pred", width, pixels, weightInit: .xavierUniform(fanIn: width, fanOut: pixels),
      biasInit: .zeros)
  }

  /// Hides the patches with the largest `noise` and measures how well they are predicted from the others.
  ///
  /// `images` is `[B, 3, H, W]` with H = W = `imageSize`, `noise` `[B, L]` (uniform numbers), `maskRatio` the share that
  /// is hidden. With `normPixLoss` the targets are the pixels of each patch at mean 0 and variance 1. With
  /// `recomputesEncoder` the encoder's blocks run again in `backward`, to save memory; the values are the same.
  public func loss(
    images: Tensor, noise: Tensor, maskRatio: Double, normPixLoss: Bool, recomputesEncoder: Bool = false
  ) -> Outcome {
    let (batch, cells, width) = (images.size(0), noise.size(1), encoder.shape.encoder.width)
    let visible = Int(Double(cells) * (1 - maskRatio))
    let order = noise.argsort(dim: 1)  // [B, L]
    let restore = order.argsort(dim: 1)
    let kept = order.narrow(1, 0, visible)
    let mask = noise.onesLike().scatter(1, kept, Tensor.zeros([batch, visible], device: noise.device))

    let seen = encoder.embedded(images).gather(1, kept.unsqueeze(-1).expand([batch, visible, width]))
    let context = ForwardContext.evaluation.recomputingEncoder(recomputesEncoder)
    let predicted = decoded(encoder.encoded(seen, context), restore: restore)
    let errors = (predicted.to(.float32) - targets(images, normalised: normPixLoss)).square().mean(dims: [-1])
    return Outcome(loss: (errors * mask).sum() / mask.sum(), prediction: predicted, mask: mask)
  }

  /// Tokens of the visible patches `[B, 1 + visible, D]`, in shuffled order → all patches' pixels `[B, L, p * p * 3]`.
  private func decoded(_ encoded: Tensor, restore: Tensor) -> Tensor {
    let tokens = embed(encoded)
    let (batch, visible, width) = (tokens.size(0), tokens.size(1) - 1, tokens.size(2))
    let cells = restore.size(1)
    let hidden = maskToken.to(tokens.dtype).expand([batch, cells - visible, width])
    let patches = Tensor.cat([tokens.slice(1, 1), hidden], dim: 1)
      .gather(1, restore.unsqueeze(-1).expand([batch, cells, width]))
    var all = Tensor.cat([tokens.slice(1, 0, 1), patches], dim: 1) + positions
    for block in blocks { all = block(all, .evaluation) }
    return prediction(norm(all)).slice(1, 1)
  }

  /// The pixels to predict, `[B, L, p * p * 3]`.
  func targets(_ images: Tensor, normalised: Bool) -> Tensor {
    let pixels = patchified(images)
    guard normalised else { return pixels }
    let mean = pixels.mean(dims: [-1], keepdim: true)
    let variance = pixels.variance(dims: [-1], keepdim: true)
    return (pixels - mean) / (variance + 1e-6).sqrt()
  }

  /// Pictures `[B, 3, H, W]` → patches `[B, L, p * p * 3]`, row-major; inside a patch row, column, channel.
  public func patchified(_ images: Tensor) -> Tensor {
    let patch = encoder.shape.patchSize
    let (batch, rows, columns) = (images.size(0), images.size(2) / patch, images.size(3) / patch)
    return images.reshape(batch, 3, rows, patch, columns, patch).permute(0, 2, 4, 3, 5, 1)
      .reshape(batch, rows * columns, patch * patch * 3)
  }
}
