public import Torch

/// `y = x Wᵀ + b` over the last dimension: `[…, in]` → `[…, out]`. Keys `weight` `[out, in]`, `bias` `[out]`.
public struct Linear {
  /// `[out, in]`.
  public let weight: Tensor
  /// `[out]`, nil without a bias.
  public let bias: Tensor?

  /// Weights by `weightInit`, PyTorch's default (uniform, bound 1/√in) when nil; the bias likewise by `biasInit`.
  public init(
    _ scope: Scope, _ input: Int, _ output: Int, bias: Bool = true, weightInit: Initializer? = nil,
    biasInit: Initializer? = nil
  ) {
    let standard = Initializer.torchDefault(fanIn: input)
    weight = scope.parameter("weight", [output, input], weightInit ?? standard)
    self.bias = bias ? scope.parameter("bias", [output], biasInit ?? standard) : nil
  }

  /// `[…, in]` → `[…, out]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias) }
}
