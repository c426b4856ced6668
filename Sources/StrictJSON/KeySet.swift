/// The keys of one object so far, to refuse a second use. Few keys are compared one by one without allocating
/// strings; from 24 on they are hashed.
struct KeySet {
  private var entries: [Int] = []
  private var hashed: Set<[UInt8]> = []

  var count: Int { entries.count }

  /// Adds the key at `index` of the tape, or refuses it if it is there already.
  mutating func insert(
    _ index: Int, _ tape: [TapeEntry], _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(JSONSyntaxError) {
    let isNew: Bool
    if entries.count < 24 {
      isNew = !entries.contains { Self.equal($0, index, tape, bytes) }
      entries.append(index)
    } else {
      if hashed.isEmpty { hashed = Set(entries.map { Self.content($0, tape, bytes) }) }
      isNew = hashed.insert(Self.content(index, tape, bytes)).inserted
      entries.append(index)
    }
    guard isNew else {
      let key = String(decoding: Self.content(index, tape, bytes), as: UTF8.self)
      throw JSONSyntaxError(
        offset: tape[index].offset, found: "the key \"\(key)\" a second time", expected: "each key once")
    }
  }

  private static func content(
    _ index: Int, _ tape: [TapeEntry], _ bytes: UnsafeBufferPointer<UInt8>
  ) -> [UInt8] {
    let raw = Array(bytes[(tape[index].offset + 1)..<Int(tape[index].payload)])
    return tape[index].kind == .escapedKey ? StringEscapes.resolved(raw[...]) : raw
  }

  private static func equal(
    _ a: Int, _ b: Int, _ tape: [TapeEntry], _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    if tape[a].kind == .escapedKey || tape[b].kind == .escapedKey {
      return content(a, tape, bytes) == content(b, tape, bytes)
    }
    let (startA, startB) = (tape[a].offset + 1, tape[b].offset + 1)
    let length = Int(tape[a].payload) - startA
    guard Int(tape[b].payload) - startB == length else { return false }
    for step in 0..<length where bytes[startA + step] != bytes[startB + step] { return false }
    return true
  }
}
