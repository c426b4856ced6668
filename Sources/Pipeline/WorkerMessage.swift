import StrictJSON

/// How far a stage is.
public struct StageProgress: Sendable, Equatable {
  /// Units done.
  public var done: Int
  /// Units in all; 0 if unknown.
  public var total: Int
  /// What is counted: `step`, `image`.
  public var unit: String
  /// Something worth seeing beside it: `loss 0.41`.
  public var note: String?

  /// Progress from its parts.
  public init(done: Int, total: Int, unit: String, note: String? = nil) {
    self.done = done
    self.total = total
    self.unit = unit
    self.note = note
  }
}

/// One line of a worker's standard output.
public enum WorkerMessage: Sendable, Equatable {
  /// How far it is.
  case progress(StageProgress)
  /// Something to tell.
  case message(String)
  /// Why it will end without an artifact.
  case error(code: Int, message: String)

  /// Reads a line; one that is not in the protocol is told as it is.
  public init(line: String) {
    if let message = try? Self.parse(line) { self = message } else { self = .message(line) }
  }

  /// The line, without its break.
  public var line: String {
    switch self {
    case .progress(let progress):
      var object = JSONObject([
        ("done", .integer(progress.done)), ("total", .integer(progress.total)),
        ("unit", .string(progress.unit)),
      ])
      object["note"] = progress.note.map { .string($0) }
      return (["progress": .object(object)] as JSONValue).canonicalText
    case .message(let text): return (["message": .string(text)] as JSONValue).canonicalText
    case .error(let code, let message):
      return (["error": ["code": .integer(code), "message": .string(message)]] as JSONValue).canonicalText
    }
  }

  private static func parse(_ line: String) throws(InputError) -> WorkerMessage {
    let root = try JSONDocument(text: line).root
    let reader = try root.object()
    if let node = reader.optional("progress") {
      let progress = try node.object()
      let note = try progress.optional("note").map { (node) throws(InputError) in try node.string() }
      return .progress(
        StageProgress(
          done: try progress.required("done").int(in: 0...Int.max),
          total: try progress.optional("total").map { (node) throws(InputError) in
            try node.int(in: 0...Int.max)
          } ?? 0,
          unit: try progress.optional("unit").map { (node) throws(InputError) in try node.string() } ?? "",
          note: note))
    }
    if let node = reader.optional("message") { return .message(try node.string()) }
    let error = try reader.required("error").object()
    return .error(code: try error.required("code").int(), message: try error.required("message").string())
  }
}
