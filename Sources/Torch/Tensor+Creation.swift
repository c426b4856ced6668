extension Tensor {
  /// A tensor of zeros.
  public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    Operator.zeros([.ints(shape), .int(Int(dtype.rawValue)), .none, .device(device)])
  }

  /// A tensor of ones.
  public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    Operator.ones([.ints(shape), .int(Int(dtype.rawValue)), .none, .device(device)])
  }

  /// A tensor that holds one value everywhere.
  public static func full(_ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    Operator.full([.ints(shape), .double(value), .int(Int(dtype.rawValue)), .none, .device(device)])
  }

  /// The whole numbers from `start` up to, not including, `end`.
  public static func arange(
    _ start: Int, _ end: Int, step: Int = 1, dtype: DType = .int64, device: Device = .cpu
  ) -> Tensor {
    Operator.arange([.int(start), .int(end), .int(step), .int(Int(dtype.rawValue)), .none, .device(device)])
  }

  /// Zeros of this tensor's shape, type and device.
  public func zerosLike() -> Tensor { Operator.zerosLike([.tensor(self)]) }

  /// Ones of this tensor's shape, type and device.
  public func onesLike() -> Tensor { Operator.onesLike([.tensor(self)]) }

  /// This tensor with another element type (itself when it has it already).
  public func to(_ dtype: DType) -> Tensor { Operator.toDType([.tensor(self), .int(Int(dtype.rawValue))]) }

  /// This tensor on another device (itself when it is there already).
  public func to(_ device: Device) -> Tensor {
    device.isCPU && self.device.isCPU
      ? self : Operator.toDevice([.tensor(self), .device(device), .int(Int(dtype.rawValue))])
  }

  /// A copy with memory of its own.
  public func clone() -> Tensor { Operator.clone([.tensor(self)]) }

  /// The same values, cut off from the recorded operations.
  public func detach() -> Tensor { Operator.detach([.tensor(self)]) }

  /// The same values, row-major in memory.
  public func contiguous() -> Tensor { Operator.contiguous([.tensor(self)]) }
}
