import StrictJSON

/// The entries of a zip file, as its central directory lists them, large-file (zip64) fields included.
///
/// Only what `torch.save` writes is accepted: stored entries, no encryption, one disk.
struct ZipDirectory {
  /// One file inside the zip.
  struct Entry {
    let name: String
    let size: Int
    let checksum: UInt32
    fileprivate let headerStart: Int
  }

  /// The entries in the directory's order; no name occurs twice.
  let entries: [Entry]
  private let file: RandomAccessFile
  private let start: Int

  init(_ file: RandomAccessFile) throws(InputError) {
    self.file = file
    let end = try Self.findEnd(in: file)
    guard end.start >= 0, end.size >= 0, end.start <= file.size - end.size else {
      throw file.error(
        found: "a zip directory at byte \(end.start) in a file of \(file.size) bytes",
        expected: "a directory inside the file: it is cut off or damaged")
    }
    start = end.start
    let bytes = try file.read(end.start..<end.start + end.size)
    var reader = ByteReader(bytes, file: file, what: "zip directory")
    var entries: [Entry] = []
    var names: Set<String> = []
    while reader.remaining > 0 {
      let entry = try Self.readEntry(&reader, in: file)
      guard names.insert(entry.name).inserted else {
        throw file.error(found: "two entries named \"\(entry.name)\"", expected: "each entry once")
      }
      entries.append(entry)
    }
    guard entries.count == end.count else {
      throw file.error(
        found: "\(entries.count) entries in the zip directory", expected: "\(end.count): the file is damaged")
    }
    self.entries = entries
  }

  /// Where an entry's bytes lie in the file.
  func place(of entry: Entry) throws(InputError) -> Range<Int> {
    guard entry.headerStart >= 0, entry.headerStart <= start - 30 else { throw outside(entry) }
    var reader = ByteReader(
      try file.read(entry.headerStart..<entry.headerStart + 30), file: file, what: "zip entry header")
    guard try reader.unsigned(4) == 0x0403_4B50 else {
      throw file.error(
        found: "no entry header at byte \(entry.headerStart)",
        expected: "the entry \"\(entry.name)\" there: the file is damaged")
    }
    _ = try reader.skip(22)
    let dataStart = try entry.headerStart + 30 + reader.size(2) + reader.size(2)
    guard entry.size <= start, dataStart <= start - entry.size else { throw outside(entry) }
    return dataStart..<dataStart + entry.size
  }

  private func outside(_ entry: Entry) -> InputError {
    file.error(
      found: "the entry \"\(entry.name)\" with bytes outside the file's data",
      expected: "it before byte \(start): the file is cut off or damaged")
  }

  private static func readEntry(_ reader: inout ByteReader, in file: RandomAccessFile) throws(InputError)
    -> Entry
  {
    guard try reader.unsigned(4) == 0x0201_4B50 else {
      throw file.error(
        found: "a zip directory without an entry where one is due", expected: "an undamaged file")
    }
    _ = try reader.skip(4)
    let flags = try reader.unsigned(2)
    let method = try reader.unsigned(2)
    _ = try reader.skip(4)
    let checksum = UInt32(try reader.unsigned(4))
    var packedSize = try reader.size(4)
    var size = try reader.size(4)
    let (nameLength, extraLength, commentLength) = try (reader.size(2), reader.size(2), reader.size(2))
    _ = try reader.skip(8)
    var headerStart = try reader.size(4)
    let name = try reader.text(nameLength)
    let extraEnd = reader.position + extraLength
    while reader.position + 4 <= extraEnd {
      let kind = try reader.unsigned(2)
      let length = try reader.size(2)
      let fieldEnd = reader.position + length
      if kind == 1 {
        if size == 0xFFFF_FFFF { size = try reader.size(8) }
        if packedSize == 0xFFFF_FFFF { packedSize = try reader.size(8) }
        if headerStart == 0xFFFF_FFFF { headerStart = try reader.size(8) }
      }
      guard reader.position <= fieldEnd else {
        throw file.error(found: "a short zip64 field of \"\(name)\"", expected: "an undamaged file")
      }
      _ = try reader.skip(fieldEnd - reader.position)
    }
    _ = try reader.skip(extraEnd - reader.position)
    _ = try reader.skip(commentLength)
    guard flags & 1 == 0 else {
      throw file.error(
        found: "the encrypted entry \"\(name)\"", expected: "a checkpoint as torch.save writes it")
    }
    guard method == 0, packedSize == size else {
      throw file.error(
        found: "the compressed entry \"\(name)\"", expected: "stored entries, as torch.save writes them")
    }
    return Entry(name: name, size: size, checksum: checksum, headerStart: headerStart)
  }

  /// Finds the end record, which lies before a comment of unknown length, and its zip64 form if it points to one.
  private static func findEnd(in file: RandomAccessFile) throws(InputError) -> (
    start: Int, size: Int, count: Int
  ) {
    let tailStart = max(0, file.size - 22 - 0xFFFF)
    let tail = try file.read(tailStart..<file.size)
    var place = tail.count - 22
    while place >= 0 {
      var reader = ByteReader(tail, position: place, file: file, what: "zip end record")
      if try reader.unsigned(4) == 0x0605_4B50 {
        _ = try reader.skip(6)
        let (count, size, start) = try (reader.size(2), reader.size(4), reader.size(4))
        if try reader.size(2) == tail.count - place - 22 {
          let isLarge = count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF
          return isLarge ? try findLargeEnd(before: tailStart + place, in: file) : (start, size, count)
        }
      }
      place -= 1
    }
    throw file.error(
      found: "a zip file without an end record", expected: "a whole checkpoint: the file is cut off")
  }

  private static func findLargeEnd(
    before endRecord: Int, in file: RandomAccessFile
  ) throws(InputError) -> (start: Int, size: Int, count: Int) {
    guard endRecord >= 20 else { throw noLargeEnd(file) }
    var locator = ByteReader(try file.read(endRecord - 20..<endRecord), file: file, what: "zip64 locator")
    guard try locator.unsigned(4) == 0x0706_4B50 else { throw noLargeEnd(file) }
    _ = try locator.skip(4)
    let place = try locator.size(8)
    guard place <= file.size - 56 else { throw noLargeEnd(file) }
    var reader = ByteReader(try file.read(place..<place + 56), file: file, what: "zip64 end record")
    guard try reader.unsigned(4) == 0x0606_4B50 else { throw noLargeEnd(file) }
    _ = try reader.skip(28)
    let (count, size, start) = try (reader.size(8), reader.size(8), reader.size(8))
    return (start, size, count)
  }

  private static func noLargeEnd(_ file: RandomAccessFile) -> InputError {
    file.error(found: "a zip file whose zip64 end record is missing", expected: "an undamaged file")
  }
}
