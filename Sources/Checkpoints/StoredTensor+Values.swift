import Crypto
public import StrictJSON

extension StoredTensor {
  /// The elements as float32 in row-major order: half types are widened exactly, float64 and integers are rounded to
  /// nearest, booleans become 0 and 1.
  public func floats() throws(InputError) -> [Float] {
    let bytes = try bytes()
    return switch dtype {
    case .float64: values(bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float32: values(bytes, UInt32.self) { Float(bitPattern: $0) }
    case .float16: values(bytes, UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: values(bytes, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .int64: values(bytes, Int64.self) { Float($0) }
    case .int32: values(bytes, Int32.self) { Float($0) }
    case .int16: values(bytes, Int16.self) { Float($0) }
    case .int8: values(bytes, Int8.self) { Float($0) }
    case .uint8: values(bytes, UInt8.self) { Float($0) }
    case .bool: values(bytes, UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  /// SHA-256, in hexadecimal, of element type, shape and elements. The key is left out: a tensor keeps its digest when
  /// it is renamed or moved to a file of another format.
  public func sha256() throws(InputError) -> String {
    var hash = SHA256()
    let sizes = shape.map(String.init).joined(separator: ",")
    hash.update(data: Array("\(dtype.rawValue)[\(sizes)]\n".utf8))
    hash.update(data: try bytes())
    return ContentDigest.text(of: hash.finalize())
  }

  private func values<Raw: FixedWidthInteger>(
    _ bytes: [UInt8], _ raw: Raw.Type, _ convert: (Raw) -> Float
  ) -> [Float] {
    let width = MemoryLayout<Raw>.size
    return bytes.withUnsafeBytes { bytes in
      [Float](unsafeUninitializedCapacity: count) { target, written in
        for index in 0..<count {
          target[index] = convert(
            Raw(littleEndian: bytes.loadUnaligned(fromByteOffset: index * width, as: Raw.self)))
        }
        written = count
      }
    }
  }
}
