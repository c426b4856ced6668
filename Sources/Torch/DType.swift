/// Element types of tensors; the raw values are libtorch's scalar type numbers.
public enum DType: Int32, Sendable, CaseIterable {
  case uint8 = 0
  case int8 = 1
  case int16 = 2
  case int32 = 3
  case int64 = 4
  case float16 = 5
  case float32 = 6
  case float64 = 7
  case bool = 11
  case bfloat16 = 15

  /// Bytes an element takes.
  public var byteWidth: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }
}

/// Where a tensor lives: `cpu`, `cuda` or `cuda:1`, as libtorch writes it.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  /// The name that libtorch reads.
  public let name: String

  /// The processor.
  public static let cpu = Device(unchecked: "cpu")

  /// Reads a device name; nil unless it is `cpu`, `cuda` or `cuda:` and a number.
  public init?(_ name: String) {
    let isNumbered = name.hasPrefix("cuda:") && Int(name.dropFirst(5)).map { $0 >= 0 } == true
    guard name == "cpu" || name == "cuda" || isNumbered else { return nil }
    self.name = name
  }

  init(unchecked name: String) { self.name = name }

  /// Whether this is the processor.
  public var isCPU: Bool { name == "cpu" }

  /// The name.
  public var description: String { name }
}
