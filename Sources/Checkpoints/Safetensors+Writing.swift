public import StrictJSON

extension Safetensors {
  /// Writes a file whose bytes hang on keys, elements and metadata alone, not on the order they are given in.
  ///
  /// Tensors lie by falling element width, then by key, so that each is aligned; the header is padded with spaces to a
  /// multiple of eight bytes. The file appears complete or not at all. Tensors are read and written one at a time.
  /// Throws `InputError` for a key that is given twice or reserved, and when reading or writing fails.
  public static func write(
    _ tensors: [StoredTensor], metadata: [String: String] = [:], to path: String
  ) throws(InputError) {
    let inOrder = tensors.sorted { a, b in
      a.dtype.byteWidth != b.dtype.byteWidth
        ? a.dtype.byteWidth > b.dtype.byteWidth : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
    }
    var seen: Set<String> = [metadataKey]
    var entries: [(String, JSONValue)] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
      entries.append((metadataKey, .object(texts.map { ($0.key, .string($0.value)) })))
    }
    var end = 0
    for tensor in inOrder {
      guard seen.insert(tensor.key).inserted else {
        let what = tensor.key == metadataKey ? "reserved" : "given twice"
        throw InputError(
          file: path, found: "the tensor name \"\(tensor.key)\", which is \(what)", expected: "one of its own"
        )
      }
      let start = end
      end += tensor.byteCount
      let entry: JSONValue = .object([
        ("dtype", .string(tensor.dtype.safetensorsName)),
        ("shape", .array(tensor.shape.map { .integer(Int64($0)) })),
        ("data_offsets", .array([.integer(Int64(start)), .integer(Int64(end))])),
      ])
      entries.append((tensor.key, entry))
    }
    var header = Array(JSONValue.object(entries).canonicalText.utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)

    var file = try AtomicFile(path)
    try file.append((0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) })
    try file.append(header)
    for tensor in inOrder { try file.append(try tensor.bytes()) }
    try file.finish()
  }
}
