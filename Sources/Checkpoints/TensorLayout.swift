/// Where the elements of a tensor lie inside its storage; every index it yields has been checked to be inside.
struct TensorLayout: Sendable, Equatable {
  /// Sizes of the dimensions.
  let shape: [Int]
  /// Elements to step for each dimension; none is negative.
  let strides: [Int]
  /// Index of the first element in the storage.
  let offset: Int
  /// Number of elements.
  let count: Int
  /// Indices of the storage that the tensor spans; empty for a tensor without elements.
  let span: Range<Int>

  /// A row-major layout that starts at the storage's first element; nil if a size is negative or too large.
  init?(contiguous shape: [Int]) {
    var strides = [Int](repeating: 1, count: shape.count)
    var step = 1
    for dimension in shape.indices.reversed() {
      strides[dimension] = step
      let (product, overflow) = step.multipliedReportingOverflow(by: max(shape[dimension], 1))
      guard !overflow else { return nil }
      step = product
    }
    self.init(shape: shape, strides: strides, offset: 0, storageCount: .max)
  }

  /// A layout in a storage of `storageCount` elements; nil if any element would lie outside.
  init?(shape: [Int], strides: [Int], offset: Int, storageCount: Int) {
    guard shape.count == strides.count, offset >= 0 else { return nil }
    guard shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else { return nil }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
    }
    if shape.contains(0) {
      count = 0
      span = 0..<0
    } else {
      var last = offset
      for (size, stride) in zip(shape, strides) {
        let (distance, tooFar) = (size - 1).multipliedReportingOverflow(by: stride)
        let (sum, overflow) = last.addingReportingOverflow(distance)
        guard !tooFar, !overflow else { return nil }
        last = sum
      }
      guard last < storageCount else { return nil }
      span = offset..<last + 1
    }
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.count = count
  }

  /// Whether the elements lie one after the other in row-major order.
  var isContiguous: Bool {
    guard count > 0 else { return true }
    var step = 1
    for dimension in shape.indices.reversed() where shape[dimension] != 1 {
      guard strides[dimension] == step else { return false }
      step *= shape[dimension]
    }
    return true
  }

  /// The elements in row-major order, `width` bytes each, out of the bytes of `span`.
  func gather(_ source: [UInt8], width: Int) -> [UInt8] {
    let total = count * width
    return [UInt8](unsafeUninitializedCapacity: total) { target, written in
      source.withUnsafeBytes { bytes in
        var index = [Int](repeating: 0, count: shape.count)
        var element = 0
        while written < total {
          for byte in 0..<width { target[written + byte] = bytes[element * width + byte] }
          written += width
          var dimension = shape.count - 1
          while dimension >= 0 {
            index[dimension] += 1
            element += strides[dimension]
            if index[dimension] < shape[dimension] { break }
            element -= shape[dimension] * strides[dimension]
            index[dimension] = 0
            dimension -= 1
          }
        }
      }
    }
  }
}
