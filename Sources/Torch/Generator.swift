import CTorch

/// A seeded stream of random numbers on the processor; the library's global generator is never used.
///
/// Random tensors are drawn on the processor and moved, so a stream gives the same numbers on every device.
public final class Generator {
  let handle: ct_generator

  /// A stream from its start.
  public init(seed: UInt64) {
    var out = ct_generator()
    unfailing("a generator") { () throws(TorchError) in try check(ct_generator_new(seed, &out)) }
    handle = out
  }

  deinit { ct_generator_release(handle) }

  /// Where in its stream the generator is, as bytes (`uint8`) that mean something to libtorch alone. Setting it to bytes
  /// that are no state is a bug.
  public var state: Tensor {
    get {
      var out = ct_tensor()
      unfailing("a generator's state") { () throws(TorchError) in try check(ct_generator_state(handle, &out)) }
      return Tensor(owning: out)
    }
    set {
      unfailing("setting a generator's state") { () throws(TorchError) in
        try check(ct_generator_set_state(handle, newValue.handle))
      }
    }
  }

  /// Uniform numbers in [0, 1), `float32`.
  public func uniform(_ shape: [Int], device: Device = .cpu) -> Tensor {
    Operator.randGenerator([.ints(shape), .generator(self), .int(Int(DType.float32.rawValue))]).to(device)
  }

  /// Numbers of the standard normal distribution, `float32`.
  public func normal(_ shape: [Int], device: Device = .cpu) -> Tensor {
    Operator.randnGenerator([.ints(shape), .generator(self), .int(Int(DType.float32.rawValue))]).to(device)
  }

  /// The numbers 0 ..< count in random order, `int64`.
  public func permutation(_ count: Int, device: Device = .cpu) -> Tensor {
    Operator.randpermGenerator([.int(count), .generator(self), .int(Int(DType.int64.rawValue))]).to(device)
  }
}
