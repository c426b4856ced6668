extension Tensor {
  /// Overwrites the elements with another tensor's, converting type and device.
  public func copyInPlace(from source: Tensor) { Operator.copyInPlace([.tensor(self), .tensor(source)]) }
  /// Overwrites every element with a number.
  public func fillInPlace(_ value: Double) { Operator.fillInPlace([.tensor(self), .double(value)]) }
  /// Overwrites every element with zero.
  public func zeroInPlace() { Operator.zeroInPlace([.tensor(self)]) }
  /// Adds another tensor's elements.
  public func addInPlace(_ other: Tensor) { Operator.addInPlace([.tensor(self), .tensor(other)]) }
  /// Multiplies every element by a number.
  public func mulInPlace(_ value: Double) { Operator.mulScalarInPlace([.tensor(self), .double(value)]) }
}
