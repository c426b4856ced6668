extension Tensor {
  /// Sum of all elements, as a tensor without dimensions.
  public func sum() -> Tensor { Operator.sum([.tensor(self)]) }
  /// Sums over the dimensions.
  public func sum(dims: [Int], keepdim: Bool = false) -> Tensor {
    Operator.sumDims([.tensor(self), .ints(dims), .bool(keepdim)])
  }
  /// Mean of all elements, as a tensor without dimensions.
  public func mean() -> Tensor { Operator.mean([.tensor(self)]) }
  /// Means over the dimensions.
  public func mean(dims: [Int], keepdim: Bool = false) -> Tensor {
    Operator.meanDims([.tensor(self), .ints(dims), .bool(keepdim)])
  }
  /// Variances over the dimensions; `correction` 1 divides by n - 1.
  public func variance(dims: [Int], correction: Int = 1, keepdim: Bool = false) -> Tensor {
    Operator.varDims([.tensor(self), .ints(dims), .int(correction), .bool(keepdim)])
  }
  /// Largest elements along `dim`, and where they are.
  public func max(dim: Int, keepdim: Bool = false) -> (values: Tensor, indices: Tensor) {
    pair(Operator.maxDim.results([.tensor(self), .int(dim), .bool(keepdim)]))
  }
  /// Smallest elements along `dim`, and where they are.
  public func min(dim: Int, keepdim: Bool = false) -> (values: Tensor, indices: Tensor) {
    pair(Operator.minDim.results([.tensor(self), .int(dim), .bool(keepdim)]))
  }
  /// Largest elements over the dimensions.
  public func amax(dims: [Int] = [], keepdim: Bool = false) -> Tensor {
    Operator.amax([.tensor(self), .ints(dims), .bool(keepdim)])
  }
  /// Smallest elements over the dimensions.
  public func amin(dims: [Int] = [], keepdim: Bool = false) -> Tensor {
    Operator.amin([.tensor(self), .ints(dims), .bool(keepdim)])
  }
  /// Where the largest elements along `dim` are.
  public func argmax(dim: Int, keepdim: Bool = false) -> Tensor {
    Operator.argmax([.tensor(self), .int(dim), .bool(keepdim)])
  }
  /// The order that sorts along `dim`, equal elements in their old order.
  public func argsort(dim: Int = -1, descending: Bool = false) -> Tensor {
    Operator.argsort([.tensor(self), .bool(true), .int(dim), .bool(descending)])
  }
  /// Sorted elements along `dim` and where they were, equal elements in their old order.
  public func sort(dim: Int = -1, descending: Bool = false) -> (values: Tensor, indices: Tensor) {
    pair(Operator.sort.results([.tensor(self), .bool(true), .int(dim), .bool(descending)]))
  }
  /// The `k` largest elements along `dim` by falling value, and where they are.
  public func topk(_ k: Int, dim: Int = -1) -> (values: Tensor, indices: Tensor) {
    pair(Operator.topk.results([.tensor(self), .int(k), .int(dim)]))
  }
  /// Running sums along `dim`.
  public func cumsum(dim: Int) -> Tensor { Operator.cumsum([.tensor(self), .int(dim)]) }
  /// Euclidean length of all elements.
  public func norm() -> Tensor { Operator.vectorNorm([.tensor(self)]) }

  private func pair(_ results: [Tensor?]) -> (values: Tensor, indices: Tensor) {
    guard results.count == 2, let values = results[0], let indices = results[1] else {
      fatalError("two tensors were expected of an operator on \(self)")
    }
    return (values, indices)
  }
}
