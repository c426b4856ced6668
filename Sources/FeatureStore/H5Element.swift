import CHDF5

/// A number type that an HDF5 dataset of this package can hold: `Float`, `Double`, `Int32`, `Int64` or `UInt8`.
public protocol H5Element: BitwiseCopyable, Sendable, Equatable {
  /// The stored type.
  static var h5Type: H5Type { get }
}

extension Float: H5Element {
  /// 32-bit IEEE floating point.
  public static var h5Type: H5Type { .float32 }
}

extension Double: H5Element {
  /// 64-bit IEEE floating point.
  public static var h5Type: H5Type { .float64 }
}

extension Int32: H5Element {
  /// 32-bit signed integer.
  public static var h5Type: H5Type { .int32 }
}

extension Int64: H5Element {
  /// 64-bit signed integer.
  public static var h5Type: H5Type { .int64 }
}

extension UInt8: H5Element {
  /// 8-bit unsigned integer.
  public static var h5Type: H5Type { .uint8 }
}

/// The element types that this package reads and writes. Their raw values are the names NumPy uses.
public enum H5Type: String, Sendable, CaseIterable {
  /// 32-bit IEEE floating point.
  case float32
  /// 64-bit IEEE floating point.
  case float64
  /// 32-bit signed integer.
  case int32
  /// 64-bit signed integer.
  case int64
  /// 8-bit unsigned integer.
  case uint8
  /// Variable-length UTF-8 text; h5py shows it as `str`.
  case text

  var code: Int32 {
    switch self {
    case .float32: CHDF5_FLOAT32
    case .float64: CHDF5_FLOAT64
    case .int32: CHDF5_INT32
    case .int64: CHDF5_INT64
    case .uint8: CHDF5_UINT8
    case .text: CHDF5_TEXT
    }
  }

  init?(code: Int32) {
    guard let type = H5Type.allCases.first(where: { $0.code == code }) else { return nil }
    self = type
  }

  /// Bytes that one element takes inside a chunk (for text: its reference).
  var chunkBytes: Int {
    switch self {
    case .float32, .int32: 4
    case .float64, .int64: 8
    case .uint8: 1
    case .text: 16
    }
  }
}
