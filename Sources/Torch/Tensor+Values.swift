import CTorch

/// Swift types that are tensor elements.
public protocol TensorElement: BitwiseCopyable, Sendable {
  /// The tensor type of the same width and meaning.
  static var dtype: DType { get }
}

extension Float: TensorElement {
  /// `float32`.
  public static var dtype: DType { .float32 }
}
extension Double: TensorElement {
  /// `float64`.
  public static var dtype: DType { .float64 }
}
extension Int64: TensorElement {
  /// `int64`.
  public static var dtype: DType { .int64 }
}
extension Int32: TensorElement {
  /// `int32`.
  public static var dtype: DType { .int32 }
}
extension UInt8: TensorElement {
  /// `uint8`.
  public static var dtype: DType { .uint8 }
}

extension Tensor {
  /// A tensor on the processor holding a copy of the elements, row-major.
  public convenience init<Element: TensorElement>(_ elements: [Element], shape: [Int]) {
    self.init(owning: elements.withUnsafeBytes { Tensor.copied($0, shape, Element.dtype) })
  }

  /// A tensor of one dimension.
  public convenience init<Element: TensorElement>(_ elements: [Element]) {
    self.init(elements, shape: [elements.count])
  }

  /// A tensor of one dimension of whole numbers, as `int64`.
  public convenience init(_ elements: [Int]) { self.init(elements.map { Int64($0) }) }

  /// A tensor holding a copy of raw little-endian bytes.
  public convenience init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    self.init(owning: Tensor.copied(bytes, shape, dtype))
  }

  private static func copied(_ bytes: UnsafeRawBufferPointer, _ shape: [Int], _ dtype: DType) -> ct_tensor {
    var out = ct_tensor()
    let sizes = shape.map { Int64($0) }
    unfailing("a tensor of \(shape) \(dtype) from \(bytes.count) bytes") { () throws(TorchError) in
      try check(
        ct_tensor_from_bytes(bytes.baseAddress, Int64(bytes.count), sizes, Int64(sizes.count), dtype.rawValue, &out))
    }
    return out
  }

  /// The elements, row-major, from any device; the tensor's type must be the element's.
  public func elements<Element: TensorElement>(_ type: Element.Type = Element.self) -> [Element] {
    guard dtype == Element.dtype else { fatalError("\(self) read as \(Element.dtype)") }
    return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      unfailing("reading \(self)") { () throws(TorchError) in
        try check(ct_tensor_copy_out(handle, buffer.baseAddress, Int64(count * dtype.byteWidth)))
      }
      filled = count
    }
  }

  /// The raw bytes of the elements, row-major.
  public func bytes() -> [UInt8] {
    let size = count * dtype.byteWidth
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      unfailing("reading \(self)") { () throws(TorchError) in
        try check(ct_tensor_copy_out(handle, buffer.baseAddress, Int64(size)))
      }
      filled = size
    }
  }

  /// The elements as single-precision numbers, whatever their type.
  public func floats() -> [Float] { (dtype == .float32 ? self : to(.float32)).elements() }

  /// The elements as whole numbers, whatever their type.
  public func integers() -> [Int] {
    (dtype == .int64 ? self : to(.int64)).elements(Int64.self).map { Int($0) }
  }

  /// The one element of a tensor as a number; the only way out of a training step.
  public func item() -> Float {
    guard count == 1 else { fatalError("item() of \(self)") }
    return floats()[0]
  }
}
