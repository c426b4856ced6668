public import Torch

/// 2-D convolution `[N, in, H, W]` → `[N, out, H', W']`. Keys `weight` `[out, in, k, k]`, `bias` `[out]`.
public struct Conv2d {
  /// `[out, in, k, k]`.
  public let weight: Tensor
  /// `[out]`, nil without a bias.
  public let bias: Tensor?
  let stride: Int
  let padding: Int

  /// Weights by `weightInit`, PyTorch's default (uniform, bound 1/√(in·k·k)) when nil; the bias likewise.
  public init(
    _ scope: Scope, _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true,
    weightInit: Initializer? = nil, biasInit: Initializer? = nil
  ) {
    let standard = Initializer.torchDefault(fanIn: input * kernel * kernel)
    weight = scope.parameter("weight", [output, input, kernel, kernel], weightInit ?? standard)
    self.bias = bias ? scope.parameter("bias", [output], biasInit ?? standard) : nil
    self.stride = stride
    self.padding = padding
  }

  /// `[N, in, H, W]` → `[N, out, H', W']`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.conv2d(weight, bias, stride: stride, padding: padding) }
}

/// Transposed 2-D convolution `[N, in, H, W]` → `[N, out, H·s, W·s]` for kernel = stride = s. Keys `weight`
/// `[in, out, k, k]`, `bias` `[out]`.
public struct ConvTranspose2d {
  let weight: Tensor
  let bias: Tensor?
  let stride: Int

  /// Weights by `weightInit`, PyTorch's default (uniform, bound 1/√(out·k·k)) when nil; the bias likewise.
  public init(
    _ scope: Scope, _ input: Int, _ output: Int, kernel: Int, stride: Int, bias: Bool = true,
    weightInit: Initializer? = nil, biasInit: Initializer? = nil
  ) {
    let standard = Initializer.torchDefault(fanIn: output * kernel * kernel)
    weight = scope.parameter("weight", [input, output, kernel, kernel], weightInit ?? standard)
    self.bias = bias ? scope.parameter("bias", [output], biasInit ?? standard) : nil
    self.stride = stride
  }

  /// `[N, in, H, W]` → `[N, out, H·s, W·s]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.convTranspose2d(weight, bias, stride: stride) }
}
