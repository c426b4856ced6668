public import Torch

// B: pictures in the batch, N: tokens, D: width, H: heads, d = D / H.

/// Multi-head self-attention (Vaswani et al. 2017). Keys `qkv` (rows ordered q, k, v, each split by head), `proj`.
public struct Attention {
  let qkv: Linear
  let proj: Linear
  let heads: Int

  /// Linear weights Xavier-uniform and biases 0, as MAE has them.
  public init(_ scope: Scope, width: Int, heads: Int) {
    guard width % heads == 0 else { fatalError("\(heads) heads do not divide a width of \(width)") }
    qkv = Linear(
      scope / "qkv", width, 3 * width, weightInit: .xavierUniform(fanIn: width, fanOut: 3 * width), biasInit: .zeros)
    proj = Linear(
      scope / "proj", width, width, weightInit: .xavierUniform(fanIn: width, fanOut: width), biasInit: .zeros)
    self.heads = heads
  }

  /// `[B, N, D]` → `[B, N, D]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (batch, tokens, width) = (x.size(0), x.size(1), x.size(2))
    let parts = qkv(x).reshape(batch, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0)
    let mixed = Tensor.scaledDotProductAttention(parts[0], parts[1], parts[2])  // [B, H, N, d]
    return proj(mixed.transpose(1, 2).reshape(batch, tokens, width))
  }
}

/// Two linear layers with an exact GELU between. Keys `fc1`, `fc2`.
public struct Mlp {
  let fc1: Linear
  let fc2: Linear

  /// Linear weights Xavier-uniform and biases 0, as MAE has them.
  public init(_ scope: Scope, width: Int, hidden: Int) {
    fc1 = Linear(
      scope / "fc1", width, hidden, weightInit: .xavierUniform(fanIn: width, fanOut: hidden), biasInit: .zeros)
    fc2 = Linear(
      scope / "fc2", hidden, width, weightInit: .xavierUniform(fanIn: hidden, fanOut: width), biasInit: .zeros)
  }

  /// `[…, D]` → `[…, D]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { fc2(fc1(x).gelu()) }
}

/// Stochastic depth (Huang et al. 2016): drops a whole residual branch of a sample with probability `rate`, and
/// scales what is kept by 1 / (1 - rate). Acts in training only.
public struct DropPath {
  let rate: Double

  /// Probability that a sample's branch is dropped.
  public init(rate: Double) { self.rate = rate }

  /// `[B, …]` → `[B, …]`.
  public func callAsFunction(_ x: Tensor, _ context: ForwardContext) -> Tensor {
    guard rate > 0, context.isTraining, let generator = context.generator else { return x }
    let keep = 1 - rate
    let shape = [x.size(0)] + [Int](repeating: 1, count: x.rank - 1)
    let mask = generator.uniform(shape, device: x.device).lt(keep).to(x.dtype) / keep
    return x * mask
  }
}

/// Pre-norm transformer block (Dosovitskiy et al. 2021). Keys `norm1`, `attn`, `norm2`, `mlp`.
public struct TransformerBlock {
  let norm1: LayerNorm
  let attn: Attention
  let norm2: LayerNorm
  let mlp: Mlp
  let dropPath: DropPath

  /// A block of the given width; the MLP is `mlpRatio` times as wide inside.
  public init(
    _ scope: Scope, width: Int, heads: Int, mlpRatio: Int = 4, dropPath: Double = 0, eps: Double = 1e-6
  ) {
    norm1 = LayerNorm(scope / "norm1", width, eps: eps)
    attn = Attention(scope / "attn", width: width, heads: heads)
    norm2 = LayerNorm(scope / "norm2", width, eps: eps)
    mlp = Mlp(scope / "mlp", width: width, hidden: width * mlpRatio)
    self.dropPath = DropPath(rate: dropPath)
  }

  /// `[B, N, D]` → `[B, N, D]`.
  public func callAsFunction(_ x: Tensor, _ context: ForwardContext) -> Tensor {
    var x = x
    x = x + dropPath(attn(norm1(x)), context)
    x = x + dropPath(mlp(norm2(x)), context)
    return x
  }
}
