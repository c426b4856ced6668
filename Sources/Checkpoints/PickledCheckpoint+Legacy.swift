import StrictJSON

extension PickledCheckpoint {
  /// The old format: pickles of a magic number, a version, facts on the writing system, the object, and the storages'
  /// names; then for each name its element count (8 bytes) and its bytes.
  static func readLegacy(_ file: RandomAccessFile, root: String?) throws(InputError) -> [StoredTensor] {
    let bytes = try file.read(0..<min(file.size, largestPickle))
    var reader = ByteReader(bytes, position: legacyStart.count, file: file, what: "pickle")

    let (version, versionMachine) = try next(&reader, in: file)
    guard case .integer(1001) = versionMachine[version] else {
      throw file.error(found: "a file of another version of the old format", expected: "version 1001")
    }
    let (system, systemMachine) = try next(&reader, in: file)
    if case .bool(false)? = systemMachine.member("little_endian", of: system) {
      throw file.error(found: "a file in another byte order", expected: "little-endian numbers")
    }
    let (top, machine) = try next(&reader, in: file)
    let (names, namesMachine) = try next(&reader, in: file)
    guard let keys = namesMachine.elements(of: names) else {
      throw file.error(
        found: namesMachine[names].text, expected: "a list of the storages: the file is damaged")
    }

    let widths = machine.storageWidths()
    var records: [String: StorageRecord] = [:]
    var place = reader.position
    for reference in keys {
      guard case .string(let key) = namesMachine[reference], let width = widths[key] else {
        throw file.error(
          found: "a storage that no tensor names", expected: "storages of tensors: the file is damaged")
      }
      guard place <= file.size - 8 else { throw cutOff(key, file) }
      var header = ByteReader(try file.read(place..<place + 8), file: file, what: "storage header")
      let count = try header.size(8)
      let (size, overflow) = count.multipliedReportingOverflow(by: width)
      guard !overflow, size <= file.size - place - 8 else { throw cutOff(key, file) }
      let record = StorageRecord(file: file, range: place + 8..<place + 8 + size, name: key, checksum: nil)
      guard records.updateValue(record, forKey: key) == nil else {
        throw file.error(found: "two storages named \(key)", expected: "each once: the file is damaged")
      }
      place += 8 + size
    }
    guard place == file.size else {
      throw file.error(
        found: "\(file.size - place) bytes after the last storage", expected: "the file's end there")
    }
    let listing = TensorListing(file: file, machine: machine)
    return try listing.tensors(root: root, from: top) { (storage) throws(InputError) in
      guard let record = records[storage.key] else {
        throw file.error(
          found: "no storage \(storage.key)", expected: "the one a tensor names: the file is damaged")
      }
      return record
    }
  }

  private static func next(
    _ reader: inout ByteReader, in file: RandomAccessFile
  ) throws(InputError) -> (PickleReference, PickleMachine) {
    var machine = PickleMachine(reader, file: file)
    let value = try machine.run()
    reader = machine.reader
    return (value, machine)
  }

  private static func cutOff(_ key: String, _ file: RandomAccessFile) -> InputError {
    file.error(
      found: "a file of \(file.size) bytes", expected: "all of the storage \(key): the file is cut off")
  }
}
