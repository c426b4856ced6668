public import StrictJSON

/// The safetensors format: eight bytes of header length, a JSON header, and the tensors' bytes without gaps.
public enum Safetensors {
  /// What a file holds.
  public struct Contents: Sendable {
    /// The tensors, in the header's order.
    public let tensors: [StoredTensor]
    /// The free texts under `__metadata__`.
    public let metadata: [String: String]
  }

  static let metadataKey = "__metadata__"
  private static let largestHeader = 100_000_000

  /// Reads a file's header and checks that the tensors fill the rest exactly; their bytes are read when asked for.
  ///
  /// Throws `InputError` for a file that is cut off, too long, or whose header has a duplicate name, an unknown
  /// element type, a shape that does not fit its bytes, an overlap or a gap.
  public static func read(_ path: String) throws(InputError) -> Contents { try read(RandomAccessFile(path)) }

  static func read(_ file: RandomAccessFile) throws(InputError) -> Contents {
    guard file.size >= 8 else {
      throw file.error(
        found: "a file of \(file.size) bytes",
        expected: "a safetensors file: it starts with 8 bytes of length")
    }
    let length = try file.read(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= min(largestHeader, file.size - 8) else {
      throw file.error(
        found: "a header of \(length) bytes in a file of \(file.size) bytes",
        expected: "a safetensors header that fits: the file is cut off or is none")
    }
    let start = 8 + Int(length)
    let header = try JSONDocument(bytes: file.read(8..<start), file: file.path).root
    var metadata: [String: String] = [:]
    var tensors: [StoredTensor] = []
    var places: [(key: String, range: Range<Int>)] = []
    for member in try header.object().members() {
      if member.key == metadataKey {
        for text in try member.value.object().members() { metadata[text.key] = try text.value.string() }
        continue
      }
      let (tensor, range) = try readEntry(member.key, member.value, in: file, dataStart: start)
      tensors.append(tensor)
      places.append((member.key, range))
    }
    try checkFilled(places, size: file.size - start, in: file)
    return Contents(tensors: tensors, metadata: metadata)
  }

  private static func readEntry(
    _ key: String, _ node: JSONNode, in file: RandomAccessFile, dataStart: Int
  ) throws(InputError) -> (StoredTensor, Range<Int>) {
    let entry = try node.object()
    let typeNode = try entry.required("dtype")
    let typeName = try typeNode.string()
    guard let dtype = ElementType(safetensorsName: typeName) else {
      let known = ElementType.allCases.map(\.safetensorsName)
      throw typeNode.error(
        found: "the element type \"\(typeName)\"", expected: "one of \(known.joined(separator: ", "))",
        nearest: NearestName.to(typeName, among: known))
    }
    let shapeNode = try entry.required("shape")
    var shape: [Int] = []
    for size in try shapeNode.array() { shape.append(try size.int(in: 0...Int.max)) }
    let offsetsNode = try entry.required("data_offsets")
    var offsets: [Int] = []
    for offset in try offsetsNode.array() { offsets.append(try offset.int(in: 0...file.size - dataStart)) }
    try entry.finish()
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw offsetsNode.error(found: "the offsets \(offsets)", expected: "a start and an end not before it")
    }
    let room = offsets[1] - offsets[0]
    guard let layout = TensorLayout(contiguous: shape), layout.count <= room,
      layout.count * dtype.byteWidth == room
    else {
      throw shapeNode.error(
        found: "the shape \(shape) of \(typeName) over \(room) bytes",
        expected: "a shape that fills these bytes")
    }
    let range = dataStart + offsets[0]..<dataStart + offsets[1]
    let record = StorageRecord(file: file, range: range, name: key, checksum: nil)
    return (StoredTensor(key: key, dtype: dtype, record: record, layout: layout), offsets[0]..<offsets[1])
  }

  private static func checkFilled(
    _ places: [(key: String, range: Range<Int>)], size: Int, in file: RandomAccessFile
  ) throws(InputError) {
    let inOrder = places.sorted { a, b in
      (a.range.lowerBound, a.range.upperBound, a.key) < (b.range.lowerBound, b.range.upperBound, b.key)
    }
    var end = 0
    for place in inOrder {
      guard place.range.lowerBound == end else {
        let what = place.range.lowerBound < end ? "overlaps the tensor before it" : "leaves a gap before it"
        throw file.error(
          found: "the tensor \"\(place.key)\" at byte \(place.range.lowerBound), which \(what)",
          expected: "it at byte \(end): tensors fill the file without gaps")
      }
      end = place.range.upperBound
    }
    guard end == size else {
      throw file.error(found: "\(size) bytes after the header", expected: "\(end) bytes, as the header says")
    }
  }
}
