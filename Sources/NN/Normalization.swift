public import Torch

/// Layer normalisation over the last dimension (Ba, Kiros & Hinton 2016). Keys `weight`, `bias` `[D]`.
public struct LayerNorm {
  let weight: Tensor
  let bias: Tensor
  let eps: Double

  /// Scale 1, shift 0. The ViTs of MAE use eps 1e-6, PyTorch's default is 1e-5.
  public init(_ scope: Scope, _ width: Int, eps: Double = 1e-6) {
    weight = scope.parameter("weight", [width], .ones)
    bias = scope.parameter("bias", [width], .zeros)
    self.eps = eps
  }

  /// `[…, D]` → `[…, D]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight, bias, eps: eps) }
}

/// Layer normalisation over the channels at each place of `[N, C, H, W]`, as ViTDet's and imTED's necks use it.
public struct ChannelLayerNorm {
  let norm: LayerNorm

  /// Scale 1, shift 0, eps 1e-5 (PyTorch's default).
  public init(_ scope: Scope, _ channels: Int, eps: Double = 1e-5) {
    norm = LayerNorm(scope, channels, eps: eps)
  }

  /// `[N, C, H, W]` → `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) }
}

/// Batch normalisation of each channel of `[N, C, H, W]` (Ioffe & Szegedy 2015). Keys `weight`, `bias`,
/// `running_mean`, `running_var`.
public struct BatchNorm2d {
  let weight: Tensor
  let bias: Tensor
  let mean: Tensor
  let variance: Tensor
  let momentum: Double
  let eps: Double
  let restsWhenFrozen: Bool

  /// PyTorch's defaults: momentum 0.1, eps 1e-5. With `restsWhenFrozen` a norm whose scale is not trained uses its
  /// running statistics in training too and leaves them alone.
  public init(
    _ scope: Scope, _ channels: Int, momentum: Double = 0.1, eps: Double = 1e-5, restsWhenFrozen: Bool = false
  ) {
    weight = scope.parameter("weight", [channels], .ones)
    bias = scope.parameter("bias", [channels], .zeros)
    mean = scope.buffer("running_mean", [channels], .zeros)
    variance = scope.buffer("running_var", [channels], .ones)
    self.momentum = momentum
    self.eps = eps
    self.restsWhenFrozen = restsWhenFrozen
  }

  /// Uses the batch's statistics and moves the running ones when training, else the running ones.
  public func callAsFunction(_ x: Tensor, _ context: ForwardContext) -> Tensor {
    let isResting = restsWhenFrozen && !weight.requiresGrad
    return x.batchNorm(
      weight, bias, mean: mean, variance: variance, training: context.isTraining && !isResting, momentum: momentum,
      eps: eps)
  }
}

/// A norm of maps `[N, C, H, W]`, of one kind or the other.
public enum MapNorm {
  /// Of each channel over a batch.
  case batch(BatchNorm2d)
  /// Of each place over its channels.
  case channels(ChannelLayerNorm)

  /// `[N, C, H, W]` → `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor, _ context: ForwardContext) -> Tensor {
    switch self {
    case .batch(let norm): norm(x, context)
    case .channels(let norm): norm(x)
    }
  }
}
