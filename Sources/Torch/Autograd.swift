import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded for `backward`.
  public var requiresGrad: Bool { ct_tensor_requires_grad(handle) }

  /// Turns the recording for this leaf tensor on or off.
  public func requireGrad(_ value: Bool = true) {
    unfailing("requires_grad of \(self)") { () throws(TorchError) in
      try check(ct_tensor_set_requires_grad(handle, value))
    }
  }

  /// Adds the derivatives of this one-element tensor to the gradients of the leaves it was made from.
  public func backward() {
    unfailing("backward of \(self)") { () throws(TorchError) in try check(ct_tensor_backward(handle)) }
  }

  /// The gathered gradient, nil before the first `backward`.
  public var grad: Tensor? {
    var out = ct_tensor()
    unfailing("grad of \(self)") { () throws(TorchError) in try check(ct_tensor_grad(handle, &out)) }
    return out.impl == nil ? nil : Tensor(owning: out)
  }

  /// Drops the gathered gradient.
  public func clearGrad() {
    unfailing("clearing grad") { () throws(TorchError) in try check(ct_tensor_clear_grad(handle)) }
  }
}

/// Runs the body without recording operations for `backward`. The mode is the thread's, so the body is synchronous.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = ct_grad_mode()
  ct_set_grad_mode(false)
  defer { ct_set_grad_mode(before) }
  return try body()
}

/// Runs the body with matrix products and convolutions in `dtype` (`bfloat16` or `float16`); nil leaves
/// everything in single precision.
public func withAutocast<Result>(_ dtype: DType?, on device: Device, _ body: () throws -> Result) rethrows -> Result {
  guard let dtype else { return try body() }
  let kind = device.isCPU ? "cpu" : "cuda"
  var (enabledBefore, dtypeBefore) = (false, Int32(0))
  var (ignoredFlag, ignoredType) = (false, Int32(0))
  unfailing("autocast") { () throws(TorchError) in
    try check(ct_set_autocast(kind, true, dtype.rawValue, &enabledBefore, &dtypeBefore))
  }
  defer { _ = ct_set_autocast(kind, enabledBefore, dtypeBefore, &ignoredFlag, &ignoredType) }
  return try body()
}
