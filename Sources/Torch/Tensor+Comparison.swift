extension Tensor {
  /// Where two tensors are equal, as `bool`.
  public func eq(_ other: Tensor) -> Tensor { Operator.eqTensor([.tensor(self), .tensor(other)]) }
  /// Where the elements equal a number.
  public func eq(_ value: Double) -> Tensor { Operator.eqScalar([.tensor(self), .double(value)]) }
  /// Where the elements differ from a number.
  public func ne(_ value: Double) -> Tensor { Operator.neScalar([.tensor(self), .double(value)]) }
  /// Where the elements are less than the other tensor's.
  public func lt(_ other: Tensor) -> Tensor { Operator.ltTensor([.tensor(self), .tensor(other)]) }
  /// Where the elements are less than a number.
  public func lt(_ value: Double) -> Tensor { Operator.ltScalar([.tensor(self), .double(value)]) }
  /// Where the elements are at most a number.
  public func le(_ value: Double) -> Tensor { Operator.leScalar([.tensor(self), .double(value)]) }
  /// Where the elements are greater than the other tensor's.
  public func gt(_ other: Tensor) -> Tensor { Operator.gtTensor([.tensor(self), .tensor(other)]) }
  /// Where the elements are greater than a number.
  public func gt(_ value: Double) -> Tensor { Operator.gtScalar([.tensor(self), .double(value)]) }
  /// Where the elements are at least a number.
  public func ge(_ value: Double) -> Tensor { Operator.geScalar([.tensor(self), .double(value)]) }
  /// Where both hold.
  public func logicalAnd(_ other: Tensor) -> Tensor { Operator.logicalAnd([.tensor(self), .tensor(other)]) }
  /// Where at least one holds.
  public func logicalOr(_ other: Tensor) -> Tensor { Operator.logicalOr([.tensor(self), .tensor(other)]) }
  /// Where it does not hold.
  public func logicalNot() -> Tensor { Operator.logicalNot([.tensor(self)]) }
  /// Where the elements are neither infinite nor NaN.
  public func isfinite() -> Tensor { Operator.isfinite([.tensor(self)]) }
  /// Whether every element is finite.
  public var isAllFinite: Bool { Operator.all([.tensor(isfinite())]).integers() == [1] }
  /// `a` where the condition holds, `b` elsewhere.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    Operator.whereTensor([.tensor(condition), .tensor(a), .tensor(b)])
  }
}
