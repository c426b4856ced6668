extension JSONDocument {
  /// One step into a document.
  public enum Step: Sendable, Equatable {
    /// A member of an object.
    case key(String)
    /// An element of an array, counted from 0.
    case element(Int)
  }

  /// The document with the value at `steps` set to `value`. The new text is put where the old stood, on one line, so
  /// that all other lines keep their numbers in messages. The last step may be a key that is not there yet; it then
  /// becomes the object's first member. Missing objects on the way are made.
  public func replacing(_ steps: [Step], with value: JSONValue) throws(InputError) -> JSONDocument {
    var node = root
    for (position, step) in steps.enumerated() {
      switch step {
      case .key(let key):
        let reader = try node.object()
        if let next = reader.optional(key) {
          node = next
          continue
        }
        var missing = value
        for later in steps[(position + 1)...].reversed() {
          guard case .key(let name) = later else {
            throw node.error(found: "no key \"\(key)\"", expected: "an array to set an element of")
          }
          missing = .object([(name, missing)])
        }
        let text = JSONValue.string(key).canonicalText + ":" + missing.canonicalText
        let start = node.byteRange.lowerBound + 1
        return try splicing(start..<start, text + (reader.keys.isEmpty ? "" : ","))
      case .element(let index):
        let elements = try node.array()
        guard elements.indices.contains(index) else {
          throw node.error(found: node.foundText, expected: "an element [\(index)]")
        }
        node = elements[index]
      }
    }
    return try splicing(node.byteRange, value.canonicalText)
  }

  private func splicing(_ range: Range<Int>, _ text: String) throws(InputError) -> JSONDocument {
    var bytes = source.bytes
    bytes.replaceSubrange(range, with: Array(text.utf8))
    return try JSONDocument(bytes: bytes, file: source.file)
  }
}

extension JSONNode {
  /// The bytes of the value in its document.
  var byteRange: Range<Int> {
    let entry = source.tape[index]
    let start = entry.offset
    switch entry.kind {
    case .string, .escapedString, .key, .escapedKey: return start..<(Int(entry.payload) + 1)
    case .null, .yes: return start..<(start + 4)
    case .no: return start..<(start + 5)
    case .integer, .number:
      let end = source.bytes[start...].firstIndex { !Self.isNumberByte($0) } ?? source.bytes.count
      return start..<end
    case .array, .object:
      // The last child ends before the closing bracket; between them there is only white space.
      var end = start + 1
      var at = index + 1
      while at < entry.end {
        let value = entry.kind == .object ? at + 1 : at
        let next = source.indexAfter(value)
        if next >= entry.end { end = JSONNode(source: source, index: value).byteRange.upperBound }
        at = next
      }
      let bracket: UInt8 = entry.kind == .array ? UInt8(ascii: "]") : UInt8(ascii: "}")
      let closing = source.bytes[end...].firstIndex(of: bracket) ?? source.bytes.count - 1
      return start..<(closing + 1)
    }
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
