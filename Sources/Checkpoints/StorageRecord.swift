import StrictJSON
import Synchronization

/// The bytes of one storage inside a checkpoint file, shared by all tensors that are views of it.
///
/// A record with a checksum is checked once, on the first reading of any part.
final class StorageRecord: Sendable {
  /// The file it lies in.
  let file: RandomAccessFile
  /// Its place in the file, in bytes.
  let range: Range<Int>
  private let name: String
  private let checksum: UInt32?
  private let isChecked = Mutex(false)

  init(file: RandomAccessFile, range: Range<Int>, name: String, checksum: UInt32?) {
    self.file = file
    self.range = range
    self.name = name
    self.checksum = checksum
  }

  /// Bytes of a part, counted from the record's start; the part must lie inside.
  func read(_ part: Range<Int>) throws(InputError) -> [UInt8] {
    let place = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
    guard let checksum, !isChecked.withLock({ $0 }) else { return try file.read(place) }
    var computed = CRC32()
    if part.count == range.count {
      let bytes = try file.read(place)
      computed.update(bytes)
      try compare(computed.value, checksum)
      return bytes
    }
    try file.forEachPiece(of: range) { computed.update($0) }
    try compare(computed.value, checksum)
    return try file.read(place)
  }

  private func compare(_ computed: UInt32, _ checksum: UInt32) throws(InputError) {
    guard computed == checksum else {
      throw file.error(
        found: "the entry \"\(name)\" with checksum \(String(computed, radix: 16))",
        expected: "checksum \(String(checksum, radix: 16)): the file is damaged")
    }
    isChecked.withLock { $0 = true }
  }
}
