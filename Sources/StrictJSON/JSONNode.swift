/// A value in a parsed document. Cheap to copy; line, column and path are only worked out when an error is made.
public struct JSONNode: Sendable {
  let source: JSONSource
  let index: Int

  private var entry: TapeEntry { source.tape[index] }

  /// The value, copied out of the document.
  public var value: JSONValue {
    switch entry.kind {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .integer: return .integer(Int64(bitPattern: entry.payload))
    case .number: return .number(Double(bitPattern: entry.payload))
    case .string, .escapedString, .key, .escapedKey: return .string(source.string(at: index))
    case .array: return .array(children.map(\.value))
    case .object:
      var members: [(key: String, value: JSONValue)] = []
      members.reserveCapacity(entry.count)
      forEachMember { key, value in
        members.append((source.string(at: key), JSONNode(source: source, index: value).value))
      }
      return .object(JSONObject(distinct: members))
    }
  }

  /// Whether this is an array.
  public var isArray: Bool { entry.kind == .array }

  /// Whether this is an object.
  public var isObject: Bool { entry.kind == .object }

  /// Whether this is `null`.
  public var isNull: Bool { entry.kind == .null }

  /// The place in the document, such as `$.matrix.arms[1]`.
  public var path: String { source.path(of: index) }

  /// Line and column of the value's first character, both from 1.
  public var place: (line: Int, column: Int) { source.place(of: entry.offset) }

  /// Where the document came from, if that is known.
  public var file: String? { source.file }

  /// What this is, in words for an error: `"abc"`, `the number 3`, `an array of 2`, `null`.
  public var foundText: String {
    switch entry.kind {
    case .null: return "null"
    case .no: return "false"
    case .yes: return "true"
    case .integer, .number: return "the number \(value.canonicalText)"
    case .string, .escapedString, .key, .escapedKey:
      let text = source.string(at: index)
      return JSONValue.string(text.count > 60 ? text.prefix(57) + "…" : text).canonicalText
    case .array: return entry.count == 0 ? "an empty array" : "an array of \(entry.count)"
    case .object: return "an object"
    }
  }

  /// The string.
  public func string() throws(InputError) -> String {
    guard entry.kind == .string || entry.kind == .escapedString else {
      throw error(found: foundText, expected: "a string")
    }
    return source.string(at: index)
  }

  /// The whole number (also when written `3.0` or `3e2`), within `range`.
  public func int(in range: ClosedRange<Int>? = nil) throws(InputError) -> Int {
    let result: Int?
    switch entry.kind {
    case .integer: result = Int(Int64(bitPattern: entry.payload))
    case .number: result = Int(exactly: Double(bitPattern: entry.payload))
    default: result = nil
    }
    guard let result else { throw error(found: foundText, expected: "a whole number\(Self.words(range))") }
    if let range, !range.contains(result) {
      throw error(found: foundText, expected: "a whole number\(Self.words(range))")
    }
    return result
  }

  /// The number, within `range`.
  public func double(in range: ClosedRange<Double>? = nil) throws(InputError) -> Double {
    let result: Double
    switch entry.kind {
    case .integer: result = Double(Int64(bitPattern: entry.payload))
    case .number: result = Double(bitPattern: entry.payload)
    default: throw error(found: foundText, expected: "a number\(Self.words(range))")
    }
    if let range, !range.contains(result) {
      throw error(found: foundText, expected: "a number\(Self.words(range))")
    }
    return result
  }

  /// The Boolean.
  public func bool() throws(InputError) -> Bool {
    switch entry.kind {
    case .yes: return true
    case .no: return false
    default: throw error(found: foundText, expected: "true or false")
    }
  }

  /// The elements of the array.
  public func array() throws(InputError) -> [JSONNode] {
    guard entry.kind == .array else { throw error(found: foundText, expected: "an array") }
    return children
  }

  /// A reader of the object's members.
  public func object() throws(InputError) -> JSONObjectReader {
    guard entry.kind == .object else { throw error(found: foundText, expected: "an object") }
    return JSONObjectReader(self)
  }

  /// The string as one of an enum's raw values, with the nearest one in the error.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    of type: Choice.Type
  ) throws(InputError) -> Choice where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    let text: String
    do { text = try string() } catch {
      throw self.error(found: foundText, expected: "one of \(names.joined(separator: ", "))")
    }
    guard let choice = Choice(rawValue: text) else {
      throw error(
        found: foundText, expected: "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(text, among: names))
    }
    return choice
  }

  /// An error about this value, with its file, line, column and path.
  public func error(found: String, expected: String, nearest: String? = nil) -> InputError {
    let place = source.place(of: entry.offset)
    return InputError(
      file: source.file, line: place.line, column: place.column, jsonPath: path, found: found,
      expected: expected, nearest: nearest)
  }

  // MARK: Inside the module

  /// Calls `body` with the tape indices of each member's key and value.
  func forEachMember(_ body: (_ key: Int, _ value: Int) -> Void) {
    guard entry.kind == .object else { return }
    var at = index + 1
    while at < entry.end {
      body(at, at + 1)
      at = source.indexAfter(at + 1)
    }
  }

  private var children: [JSONNode] {
    guard entry.kind == .array else { return [] }
    var nodes: [JSONNode] = []
    nodes.reserveCapacity(entry.count)
    var at = index + 1
    while at < entry.end {
      nodes.append(JSONNode(source: source, index: at))
      at = source.indexAfter(at)
    }
    return nodes
  }

  private static func words(_ range: ClosedRange<Int>?) -> String {
    guard let range else { return "" }
    if range.upperBound == Int.max { return " of at least \(range.lowerBound)" }
    return " from \(range.lowerBound) to \(range.upperBound)"
  }

  private static func words(_ range: ClosedRange<Double>?) -> String {
    guard let range else { return "" }
    let low = NumberText.of(range.lowerBound)
    if !(range.upperBound < Double.greatestFiniteMagnitude) { return " of at least \(low)" }
    return " from \(low) to \(NumberText.of(range.upperBound))"
  }
}
