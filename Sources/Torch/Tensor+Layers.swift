/// How a loss over many elements becomes one number.
public enum Reduction: Int, Sendable {
  /// Not at all.
  case none = 0
  /// Their mean.
  case mean = 1
  /// Their sum.
  case sum = 2
}

extension Tensor {
  /// Matrix product, with broadcasting over leading dimensions.
  public func matmul(_ other: Tensor) -> Tensor { Operator.matmul([.tensor(self), .tensor(other)]) }
  /// Matrix products of two batches, `[B, N, M] x [B, M, P]`.
  public func bmm(_ other: Tensor) -> Tensor { Operator.bmm([.tensor(self), .tensor(other)]) }
  /// `x Wᵀ + b` over the last dimension; `weight` is `[out, in]`.
  public func linear(_ weight: Tensor, _ bias: Tensor?) -> Tensor {
    Operator.linear([.tensor(self), .tensor(weight), .optional(bias)])
  }
  /// 2-D convolution of `[N, C, H, W]` with `[out, C, kh, kw]`.
  public func conv2d(_ weight: Tensor, _ bias: Tensor?, stride: Int = 1, padding: Int = 0) -> Tensor {
    Operator.conv2d([
      .tensor(self), .tensor(weight), .optional(bias), .ints([stride, stride]), .ints([padding, padding]),
    ])
  }
  /// Transposed 2-D convolution of `[N, C, H, W]` with `[C, out, kh, kw]`.
  public func convTranspose2d(_ weight: Tensor, _ bias: Tensor?, stride: Int = 1) -> Tensor {
    Operator.convTranspose2d([.tensor(self), .tensor(weight), .optional(bias), .ints([stride, stride])])
  }
  /// Largest elements in windows of `[N, C, H, W]`.
  public func maxPool2d(kernel: Int, stride: Int) -> Tensor {
    Operator.maxPool2d([.tensor(self), .ints([kernel, kernel]), .ints([stride, stride])])
  }
  /// Normalises the last dimension to mean 0, variance 1, then scales and shifts.
  public func layerNorm(_ weight: Tensor?, _ bias: Tensor?, eps: Double) -> Tensor {
    Operator.layerNorm([.tensor(self), .ints([size(-1)]), .optional(weight), .optional(bias), .double(eps)])
  }
  /// Normalises each channel of `[N, C, H, W]`; in training the running statistics are updated in place.
  public func batchNorm(
    _ weight: Tensor, _ bias: Tensor, mean: Tensor, variance: Tensor, training: Bool, momentum: Double, eps: Double
  ) -> Tensor {
    Operator.batchNorm([
      .tensor(self), .tensor(weight), .tensor(bias), .tensor(mean), .tensor(variance), .bool(training),
      .double(momentum), .double(eps), .bool(false),
    ])
  }
  /// softmax(q kᵀ / √d) v over `[B, heads, N, d]`.
  public static func scaledDotProductAttention(_ query: Tensor, _ key: Tensor, _ value: Tensor) -> Tensor {
    Operator.scaledDotProductAttention([.tensor(query), .tensor(key), .tensor(value)])
  }
  /// Bicubic resampling of `[N, C, H, W]` (a = -0.75, no anti-aliasing). With `scale` the sampling steps are 1/scale
  /// instead of what the sizes imply.
  public func upsampleBicubic2d(height: Int, width: Int, scale: (height: Double, width: Double)? = nil) -> Tensor {
    Operator.upsampleBicubic2d([
      .tensor(self), .ints([height, width]), .bool(false), scale.map { .double($0.height) } ?? .none,
      scale.map { .double($0.width) } ?? .none,
    ])
  }
  /// Bilinear resampling of `[N, C, H, W]`.
  public func upsampleBilinear2d(height: Int, width: Int) -> Tensor {
    Operator.upsampleBilinear2d([.tensor(self), .ints([height, width]), .bool(false)])
  }
  /// Cross-entropy of logits `[N, C]` and class numbers `[N]` (`int64`).
  public func crossEntropyLoss(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    Operator.crossEntropyLoss([.tensor(self), .tensor(target), .none, .int(reduction.rawValue)])
  }
  /// Binary cross-entropy of logits and targets in 0...1.
  public func binaryCrossEntropyWithLogits(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    Operator.binaryCrossEntropyWithLogits([
      .tensor(self), .tensor(target), .none, .none, .int(reduction.rawValue),
    ])
  }
  /// Absolute differences.
  public func l1Loss(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    Operator.l1Loss([.tensor(self), .tensor(target), .int(reduction.rawValue)])
  }
  /// Squared differences.
  public func mseLoss(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    Operator.mseLoss([.tensor(self), .tensor(target), .int(reduction.rawValue)])
  }
}

extension Tensor {
  /// Averages of bilinear samples of regions, `[K, C, pooled, pooled]`: `boxes` `[K, 5]` hold the picture and xyxy,
  /// `levels` `[K, G]` the maps `[B, C, h, w]` whose regions are summed, `scales` the maps' cells a pixel.
  ///
  /// Runs on the processor: tensors of another device are copied there and the result back. The same on any number of
  /// threads.
  public static func roiAlign(
    _ maps: [Tensor], boxes: Tensor, levels: Tensor, scales: [Double], pooled: Int, samplingRatio: Int, isAligned: Bool
  ) -> Tensor {
    Operator.roiAlign([
      .tensors(maps), .tensor(boxes), .tensor(levels), .doubles(scales), .int(pooled), .int(samplingRatio),
      .bool(isAligned),
    ])
  }
}
