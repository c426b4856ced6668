/// A file of scalars as TensorBoard reads it: records of tensorflow/core/util/event.proto in TFRecord framing.
public struct EventFile: Sendable {
  /// A number at a step.
  public struct Scalar: Sendable, Equatable {
    /// What it is, such as `train/loss`.
    public var tag: String
    /// The step.
    public var step: Int
    /// The number.
    public var value: Float

    /// A scalar from its parts.
    public init(tag: String, step: Int, value: Float) { (self.tag, self.step, self.value) = (tag, step, value) }
  }

  /// When the numbers were made, in seconds since 1970; all get the same time.
  public var time: Double
  /// The numbers, in the order of the file.
  public var scalars: [Scalar]

  /// A file from its parts.
  public init(time: Double, scalars: [Scalar]) { (self.time, self.scalars) = (time, scalars) }

  /// The file's bytes: a record that names the format, then one for each scalar. The same numbers give the same bytes.
  public var bytes: [UInt8] {
    var version = ProtocolBuffer()
    version.add(double: time, field: 1)
    version.add(Array("brain.Event:2".utf8), field: 3)
    return scalars.reduce(into: Self.record(version.bytes)) { bytes, scalar in
      var value = ProtocolBuffer()
      value.add(Array(scalar.tag.utf8), field: 1)
      value.add(float: scalar.value, field: 2)
      var summary = ProtocolBuffer()
      summary.add(value.bytes, field: 1)
      var event = ProtocolBuffer()
      event.add(double: time, field: 1)
      event.add(integer: scalar.step, field: 2)
      event.add(summary.bytes, field: 5)
      bytes += Self.record(event.bytes)
    }
  }

  /// Length, its masked checksum, data, its masked checksum; numbers in little-endian order.
  private static func record(_ data: [UInt8]) -> [UInt8] {
    let length = ProtocolBuffer.littleEndian(UInt64(data.count))
    return length + ProtocolBuffer.littleEndian(CRC32C.masked(length)) + data
      + ProtocolBuffer.littleEndian(CRC32C.masked(data))
  }
}

/// The few wire types of protocol buffers that events need.
private struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  mutating func add(double: Double, field: Int) {
    key(field, type: 1)
    bytes += Self.littleEndian(double.bitPattern)
  }

  mutating func add(float: Float, field: Int) {
    key(field, type: 5)
    bytes += Self.littleEndian(float.bitPattern)
  }

  mutating func add(integer: Int, field: Int) {
    key(field, type: 0)
    varint(UInt64(bitPattern: Int64(integer)))
  }

  mutating func add(_ content: [UInt8], field: Int) {
    key(field, type: 2)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func key(_ field: Int, type: Int) { varint(UInt64(field << 3 | type)) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<MemoryLayout<Number>.size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
