extension Tensor {
  /// The same elements in another shape; one size may be -1.
  public func reshape(_ shape: [Int]) -> Tensor { Operator.reshape([.tensor(self), .ints(shape)]) }
  /// The same elements in another shape; one size may be -1.
  public func reshape(_ shape: Int...) -> Tensor { reshape(shape) }
  /// The dimensions in another order.
  public func permute(_ dims: Int...) -> Tensor { Operator.permute([.tensor(self), .ints(dims)]) }
  /// Two dimensions exchanged.
  public func transpose(_ a: Int, _ b: Int) -> Tensor { Operator.transpose([.tensor(self), .int(a), .int(b)]) }
  /// The dimensions from `start` to `end` as one.
  public func flatten(_ start: Int = 0, _ end: Int = -1) -> Tensor {
    Operator.flatten([.tensor(self), .int(start), .int(end)])
  }
  /// Without a dimension of size 1.
  public func squeeze(_ dim: Int) -> Tensor { Operator.squeeze([.tensor(self), .int(dim)]) }
  /// With a new dimension of size 1.
  public func unsqueeze(_ dim: Int) -> Tensor { Operator.unsqueeze([.tensor(self), .int(dim)]) }
  /// Dimensions of size 1 stretched without copying; -1 keeps a size.
  public func expand(_ shape: [Int]) -> Tensor { Operator.expand([.tensor(self), .ints(shape)]) }
  /// Copies side by side, so many along each dimension.
  public func `repeat`(_ times: [Int]) -> Tensor { Operator.repeatTensor([.tensor(self), .ints(times)]) }
  /// Tensors joined along an existing dimension.
  public static func cat(_ tensors: [Tensor], dim: Int) -> Tensor { Operator.cat([.tensors(tensors), .int(dim)]) }
  /// Tensors joined along a new dimension.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    Operator.stack([.tensors(tensors), .int(dim)])
  }
  /// One place of a dimension, which goes away.
  public func select(_ dim: Int, _ index: Int) -> Tensor {
    Operator.select([.tensor(self), .int(dim), .int(index)])
  }
  /// Every `step`th place of a dimension from `start` up to, not including, `end`.
  public func slice(_ dim: Int, _ start: Int, _ end: Int? = nil, step: Int = 1) -> Tensor {
    Operator.slice([.tensor(self), .int(dim), .int(start), end.map { .int($0) } ?? .none, .int(step)])
  }
  /// `length` places of a dimension from `start`.
  public func narrow(_ dim: Int, _ start: Int, _ length: Int) -> Tensor {
    Operator.narrow([.tensor(self), .int(dim), .int(start), .int(length)])
  }
  /// The places of a dimension that `index` (`int64`, one dimension) names, in its order.
  public func indexSelect(_ dim: Int, _ index: Tensor) -> Tensor {
    Operator.indexSelect([.tensor(self), .int(dim), .tensor(index)])
  }
  /// Elements picked by index tensors, one a dimension; nil takes the whole dimension.
  public func index(_ indices: [Tensor?]) -> Tensor { Operator.index([.tensor(self), .optionals(indices)]) }
  /// Elements picked along `dim` by an index of the result's shape.
  public func gather(_ dim: Int, _ index: Tensor) -> Tensor {
    Operator.gather([.tensor(self), .int(dim), .tensor(index)])
  }
  /// This tensor with `source` written along `dim` where `index` says.
  public func scatter(_ dim: Int, _ index: Tensor, _ source: Tensor) -> Tensor {
    Operator.scatterSrc([.tensor(self), .int(dim), .tensor(index), .tensor(source)])
  }
  /// Places of the elements that are not zero, `[N, rank]`.
  public func nonzero() -> Tensor { Operator.nonzero([.tensor(self)]) }
  /// The places of a dimension as tensors without it.
  public func unbind(_ dim: Int = 0) -> [Tensor] {
    Operator.unbind.results([.tensor(self), .int(dim)]).compactMap(\.self)
  }
  /// Pieces of `size` places along `dim`, the last one perhaps smaller.
  public func split(_ size: Int, dim: Int = 0) -> [Tensor] {
    Operator.split.results([.tensor(self), .int(size), .int(dim)]).compactMap(\.self)
  }
  /// So many pieces of equal size along `dim`, the last one perhaps smaller.
  public func chunk(_ pieces: Int, dim: Int) -> [Tensor] {
    Operator.chunk.results([.tensor(self), .int(pieces), .int(dim)]).compactMap(\.self)
  }
  /// The order along the dimensions turned round.
  public func flip(_ dims: [Int]) -> Tensor { Operator.flip([.tensor(self), .ints(dims)]) }
  /// Class numbers (`int64`) as rows that are 1 at the class and 0 elsewhere.
  public func oneHot(_ classes: Int) -> Tensor { Operator.oneHot([.tensor(self), .int(classes)]) }
}
