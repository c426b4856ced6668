#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A parsed JSON document.
public struct JSONDocument: Sendable {
  let source: JSONSource

  /// The document's value.
  public var root: JSONNode { JSONNode(source: source, index: 0) }

  /// Reads and parses a file. A file that cannot be read or is not strict JSON is an `InputError` that names it.
  public init(file: String) throws(InputError) {
    try self.init(bytes: Self.contents(of: file), file: file)
  }

  /// Parses text. `file` is only for messages.
  public init(bytes: [UInt8], file: String?) throws(InputError) {
    var tape: [TapeEntry] = []
    var problem: JSONSyntaxError?
    bytes.withUnsafeBufferPointer { buffer in
      var parser = JSONParser(buffer)
      do throws(JSONSyntaxError) { try parser.parse() } catch { problem = error }
      tape = parser.tape
    }
    source = JSONSource(file: file, bytes: bytes, tape: tape)
    if let problem {
      let place = source.place(of: problem.offset)
      let isDuplicate = tape.last.map {
        $0.offset == problem.offset && ($0.kind == .key || $0.kind == .escapedKey)
      }
      let path = source.path(of: isDuplicate == true ? tape.count - 1 : tape.count)
      throw InputError(
        file: file, line: place.line, column: place.column, jsonPath: problem.hasPath ? path : nil,
        found: problem.found, expected: problem.expected)
    }
  }

  /// Parses text given as a string.
  public init(text: String, file: String? = nil) throws(InputError) {
    try self.init(bytes: Array(text.utf8), file: file)
  }

  /// A document that holds `value`, so that what was made in memory is read by the same strict readers as a file.
  public init(value: JSONValue, file: String? = nil) {
    do {
      try self.init(text: value.prettyText(), file: file)
    } catch {
      fatalError("A JSON value did not read back: \(error)")
    }
  }

  private static func contents(of file: String) throws(InputError) -> [UInt8] {
    func failure(_ code: Int32) -> InputError {
      InputError(
        file: file, found: "no readable file (\(String(cString: strerror(code))))", expected: "a JSON file")
    }
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(errno) }
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 4096))
    var used = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress?.advanced(by: used), buffer.count - used)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(errno) }
      if count == 0 { break }
      used += count
      if used == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }
    bytes.removeLast(bytes.count - used)
    return bytes
  }
}
