public import StrictJSON

/// A named tensor as a checkpoint holds it. Its bytes stay in the file until they are asked for, so that opening a
/// large checkpoint costs no memory, and using it costs one tensor's at a time.
public struct StoredTensor: Sendable {
  private enum Content: Sendable {
    case bytes([UInt8])
    case view(StorageRecord, TensorLayout)
  }

  /// Name of the tensor, such as `blocks.0.attn.qkv.weight`.
  public let key: String
  /// Type of the elements.
  public let dtype: ElementType
  /// Sizes of the dimensions; empty for a single number.
  public let shape: [Int]
  /// Number of elements.
  public let count: Int
  private let content: Content

  /// A tensor in memory: `bytes` holds the elements row-major and little-endian, as many as `shape` says.
  public init(key: String, dtype: ElementType, shape: [Int], bytes: [UInt8]) {
    guard let layout = TensorLayout(contiguous: shape) else {
      fatalError("The shape \(shape) of the tensor \(key) is no shape.")
    }
    guard bytes.count == layout.count * dtype.byteWidth else {
      fatalError(
        "The tensor \(key) of shape \(shape) needs \(layout.count) elements of \(dtype), not \(bytes.count) bytes."
      )
    }
    self.key = key
    self.dtype = dtype
    self.shape = shape
    count = layout.count
    content = .bytes(bytes)
  }

  /// A float32 tensor in memory, with the elements in row-major order.
  public init(key: String, shape: [Int], floats: [Float]) {
    var bytes = [UInt8]()
    bytes.reserveCapacity(floats.count * 4)
    for value in floats { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
    self.init(key: key, dtype: .float32, shape: shape, bytes: bytes)
  }

  /// A view into a storage of a file.
  init(key: String, dtype: ElementType, record: StorageRecord, layout: TensorLayout) {
    self.key = key
    self.dtype = dtype
    shape = layout.shape
    count = layout.count
    content = .view(record, layout)
  }

  private init(key: String, copying other: StoredTensor) {
    self.key = key
    dtype = other.dtype
    shape = other.shape
    count = other.count
    content = other.content
  }

  /// The same tensor under another name.
  public func renamed(_ key: String) -> StoredTensor { StoredTensor(key: key, copying: self) }

  /// Size of the elements in bytes.
  public var byteCount: Int { count * dtype.byteWidth }

  /// The elements row-major and little-endian, read from the file if they lie there.
  ///
  /// Throws `InputError` when the file cannot be read any more or its checksum shows damage.
  public func bytes() throws(InputError) -> [UInt8] {
    switch content {
    case .bytes(let bytes):
      return bytes
    case .view(let record, let layout):
      let width = dtype.byteWidth
      let bytes = try record.read(layout.span.lowerBound * width..<layout.span.upperBound * width)
      return layout.isContiguous ? bytes : layout.gather(bytes, width: width)
    }
  }
}
