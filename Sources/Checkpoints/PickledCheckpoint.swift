public import StrictJSON

/// Files that `torch.save` writes (`.pth`, `.pt`), in the zip format and in the one before torch 1.6.
///
/// Nothing in a file is run. Values outside the wanted dictionary, such as the training arguments that MAE's files
/// carry, are stepped over; inside it only tensors are allowed.
public enum PickledCheckpoint {
  /// A pickle longer than this is refused; a ViT-L's takes well under one megabyte.
  static let largestPickle = 64 << 20
  /// What every file of the old format starts with: a pickled magic number.
  static let legacyStart: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  /// What every zip file that is not empty starts with.
  static let zipStart: [UInt8] = [0x50, 0x4B, 3, 4]

  /// The tensors of the dictionary that lies under `root`, in its order. Where the file's outermost dictionary has no
  /// such key but holds only tensors, it is taken itself; so it is where `root` is nil.
  ///
  /// Throws `InputError` for a file that is cut off, damaged, of another format, or whose dictionary holds anything
  /// but tensors under names.
  public static func read(_ path: String, root: String? = "model") throws(InputError) -> [StoredTensor] {
    let file = try RandomAccessFile(path)
    let start = try file.read(0..<min(file.size, legacyStart.count))
    if start.starts(with: zipStart) { return try readZip(file, root: root) }
    if start == legacyStart { return try readLegacy(file, root: root) }
    throw file.error(
      found: "a file that starts with neither format's bytes", expected: "a file written by torch.save")
  }

  static func readZip(_ file: RandomAccessFile, root: String?) throws(InputError) -> [StoredTensor] {
    let zip = try ZipDirectory(file)
    var entries: [String: ZipDirectory.Entry] = [:]
    for entry in zip.entries { entries[entry.name] = entry }
    guard let pickleEntry = zip.entries.first(where: { isPickle($0.name) }) else {
      throw file.error(found: "a zip file without data.pkl", expected: "a file written by torch.save")
    }
    let folder = String(pickleEntry.name.dropLast("data.pkl".count))
    if let entry = entries[folder + "byteorder"],
      try contents(of: entry, in: zip, file) != Array("little".utf8)
    {
      throw file.error(found: "a file in another byte order", expected: "little-endian numbers")
    }
    guard pickleEntry.size <= largestPickle else {
      throw file.error(found: "a pickle of \(pickleEntry.size) bytes", expected: "at most \(largestPickle)")
    }
    let pickle = try contents(of: pickleEntry, in: zip, file)
    var machine = PickleMachine(ByteReader(pickle, file: file, what: "pickle"), file: file)
    let top = try machine.run()
    let listing = TensorListing(file: file, machine: machine)
    var records: [String: StorageRecord] = [:]
    return try listing.tensors(root: root, from: top) { (storage) throws(InputError) in
      if let record = records[storage.key] { return record }
      let name = folder + "data/" + storage.key
      guard let entry = entries[name] else {
        throw file.error(
          found: "no entry \"\(name)\"", expected: "the storage that a tensor names: the file is damaged")
      }
      let record = StorageRecord(
        file: file, range: try zip.place(of: entry), name: name, checksum: entry.checksum)
      records[storage.key] = record
      return record
    }
  }

  /// `archive/data.pkl`: one folder deep, whatever the folder's name.
  private static func isPickle(_ name: String) -> Bool {
    name.hasSuffix("/data.pkl") && name.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1
  }

  private static func contents(
    of entry: ZipDirectory.Entry, in zip: ZipDirectory, _ file: RandomAccessFile
  ) throws(InputError) -> [UInt8] {
    let range = try zip.place(of: entry)
    let record = StorageRecord(file: file, range: range, name: entry.name, checksum: entry.checksum)
    return try record.read(0..<range.count)
  }
}
