import StrictJSON

/// Little-endian reading through bytes of a file, in order; running past the end is an error, never a trap.
struct ByteReader {
  /// The bytes at hand.
  let bytes: [UInt8]
  /// Where the next read starts.
  var position: Int
  private let file: RandomAccessFile
  private let what: String

  /// `what` names the thing being read in errors, such as "zip directory".
  init(_ bytes: [UInt8], position: Int = 0, file: RandomAccessFile, what: String) {
    self.bytes = bytes
    self.position = position
    self.file = file
    self.what = what
  }

  /// Bytes not yet read.
  var remaining: Int { bytes.count - position }

  /// Steps over `count` bytes and gives their place.
  mutating func skip(_ count: Int) throws(InputError) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw file.error(
        found: "a \(what) that ends too early", expected: "\(count) bytes more: the file is damaged")
    }
    defer { position += count }
    return position..<position + count
  }

  /// The next byte.
  mutating func byte() throws(InputError) -> UInt8 { bytes[try skip(1).lowerBound] }

  /// An unsigned number of `width` bytes, at most 8.
  mutating func unsigned(_ width: Int) throws(InputError) -> UInt64 {
    var value: UInt64 = 0
    for byte in bytes[try skip(width)].reversed() { value = value << 8 | UInt64(byte) }
    return value
  }

  /// An unsigned number of `width` bytes that must be usable as a size or place.
  mutating func size(_ width: Int) throws(InputError) -> Int {
    let value = try unsigned(width)
    guard let size = Int(exactly: value) else {
      throw file.error(
        found: "a size of \(value) in a \(what)", expected: "a possible size: the file is damaged")
    }
    return size
  }

  /// A text of `count` bytes.
  mutating func text(_ count: Int) throws(InputError) -> String {
    let place = try skip(count)
    guard let text = String(validating: bytes[place], as: UTF8.self) else {
      throw file.error(found: "a text that is not UTF-8 in a \(what)", expected: "UTF-8: the file is damaged")
    }
    return text
  }

  /// A text up to the next line feed, which is stepped over.
  mutating func line() throws(InputError) -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw file.error(found: "a line without end in a \(what)", expected: "a line feed: the file is damaged")
    }
    let text = try text(end - position)
    position += 1
    return text
  }
}
