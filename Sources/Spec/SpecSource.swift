public import StrictJSON

/// An experiment file put together with the files that it extends.
///
/// `"extends": "common.json"`, or a list of files, later ones over earlier ones; paths are taken from the folder of the
/// file that says so. Objects are merged member by member, anything else replaces what was inherited, and `null` takes
/// an inherited member away. Paths of data and weights stay as they are written: they are taken from the folder of the
/// experiment's own file.
public struct SpecSource: Sendable {
  /// Where a value comes from.
  public enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// A place in a file.
    case file(String, line: Int, column: Int)
    /// An override, as it was written.
    case option(String)
    /// No place: it is a default, or follows from other values.
    case standard

    /// `common.json:3`, `--set train.lr=0.01` or `default`.
    public var description: String {
      switch self {
      case .file(let file, let line, _): "\(file):\(line)"
      case .option(let text): "--set \(text)"
      case .standard: "default"
      }
    }
  }

  /// The experiment's own file.
  public let file: String
  /// All files that it is made of, in the order in which they were read.
  public let files: [String]
  /// The text that is read, `extends` resolved.
  public let document: JSONDocument
  /// The overrides, as they were written.
  public let overrides: [String]
  private let origins: [String: Origin]
  private let objects: Set<String>
  private let overridden: [(path: String, text: String)]

  /// Reads a file and those it extends.
  public init(file: String, overrides: [String] = []) throws(InputError) {
    var files: [String] = []
    let own = try JSONDocument(file: file)
    let layer = try SpecLayer(own, file: file, chain: [], files: &files)
    self.file = file
    self.files = files
    self.overrides = overrides
    // With one file the text is read as it stands, so that every message has its own line.
    document = files.count == 1 ? own : JSONDocument(value: layer.value, file: file)
    var origins: [String: Origin] = [:]
    var objects: Set<String> = []
    layer.collect(document.root, &origins, &objects)
    self.origins = origins
    self.objects = objects
    overridden = try SpecOverride.parse(overrides).map { ($0.path, $0.text) }
  }

  /// Where the value at a path such as `$.train.lr` of the resolved experiment comes from. What is inside a list or a
  /// value that was written shorter comes from where that stands.
  public func origin(of path: String) -> Origin {
    for (place, text) in overridden.reversed() where Self.isWithin(path, place) { return .option(text) }
    var at = path
    while true {
      if let origin = origins[at] { return objects.contains(at) && at != path ? .standard : origin }
      guard let parent = Self.parent(of: at) else { return .standard }
      at = parent
    }
  }

  /// An error about the merged text, moved to the file that its value is from.
  func placed(_ error: InputError) -> InputError {
    guard files.count > 1, error.file?.hasPrefix(file) == true else { return error }
    var moved = error
    (moved.line, moved.column) = (nil, nil)
    guard error.file == file, var at = error.jsonPath else { return moved }
    while true {
      if case .file(let origin, let line, let column)? = origins[at] {
        (moved.file, moved.line, moved.column) = (origin, line, column)
        return moved
      }
      guard let parent = Self.parent(of: at) else { return moved }
      at = parent
    }
  }

  private static func isWithin(_ path: String, _ place: String) -> Bool {
    path == place || path.hasPrefix(place + ".") || path.hasPrefix(place + "[")
  }

  /// `$.train` of `$.train.lr`, `$.seeds` of `$.seeds[1]`; nil of `$`.
  private static func parent(of path: String) -> String? {
    let steps = path.hasSuffix("]") ? path.lastIndex(of: "[") : path.lastIndex(of: ".")
    return steps.map { String(path[..<$0]) }
  }
}

/// A value of an experiment with the nodes that its parts were written as.
private indirect enum SpecLayer {
  case object(JSONNode, [(key: String, value: SpecLayer)])
  case value(JSONNode)

  private static let deepest = 32

  /// A file over those that it extends. `chain` holds the files that are being read.
  init(_ document: JSONDocument, file: String, chain: [String], files: inout [String]) throws(InputError) {
    let root = document.root
    if !files.contains(file) { files.append(file) }
    let reader = try root.object()
    let own = SpecLayer(root).without("extends")
    guard let extends = reader.optional("extends") else {
      self = own
      return
    }
    var base: SpecLayer?
    let nodes = extends.isArray ? try extends.array() : [extends]
    for node in nodes {
      let path = try node.filePath()
      let parent = Self.resolved(path, from: file)
      guard parent != Self.plain(file), !chain.contains(parent), chain.count < Self.deepest else {
        throw node.error(found: "\"\(path)\", which extends this file in turn", expected: "a file that does not")
      }
      let parentDocument: JSONDocument
      do { parentDocument = try JSONDocument(file: parent) } catch {
        guard error.line == nil else { throw error }
        throw node.error(found: "\"\(path)\": \(error.found)", expected: "a file that can be read, at \(parent)")
      }
      let layer = try SpecLayer(
        parentDocument, file: parent, chain: chain + [Self.plain(file)], files: &files)
      base = base.map { layer.over($0) } ?? layer
    }
    self = base.map { own.over($0) } ?? own
  }

  private init(_ node: JSONNode) {
    guard node.isObject, let reader = try? node.object() else {
      self = .value(node)
      return
    }
    self = .object(node, reader.members().map { ($0.key, SpecLayer($0.value)) })
  }

  private func without(_ key: String) -> SpecLayer {
    guard case .object(let node, let members) = self else { return self }
    return .object(node, members.filter { $0.key != key })
  }

  /// This over another.
  private func over(_ base: SpecLayer) -> SpecLayer {
    guard case .object(let node, let own) = self, case .object(_, var members) = base else { return self }
    for (key, value) in own {
      guard let place = members.firstIndex(where: { $0.key == key }) else {
        members.append((key, value))
        continue
      }
      if case .value(let node) = value, node.isNull {
        members.remove(at: place)
      } else {
        members[place].value = value.over(members[place].value)
      }
    }
    return .object(node, members)
  }

  /// The value, without the places.
  var value: JSONValue {
    switch self {
    case .object(_, let members): .object(members.map { ($0.key, $0.value.value) })
    case .value(let node): node.value
    }
  }

  /// Notes where the value that `node` of the read text holds was written, and which are objects.
  func collect(_ node: JSONNode, _ origins: inout [String: SpecSource.Origin], _ objects: inout Set<String>) {
    func note(_ source: JSONNode) {
      let place = source.place
      origins[node.path] = .file(source.file ?? "", line: place.line, column: place.column)
    }
    switch self {
    case .value(let source):
      note(source)
      if source.isArray { Self.elements(source, of: node, &origins) }
    case .object(let source, let members):
      note(source)
      objects.insert(node.path)
      guard let reader = try? node.object() else { return }
      for (key, value) in members {
        if let inner = reader.optional(key) { value.collect(inner, &origins, &objects) }
      }
    }
  }

  /// The places inside a list, as deep as it goes.
  private static func elements(
    _ source: JSONNode, of node: JSONNode, _ origins: inout [String: SpecSource.Origin]
  ) {
    let written = (try? source.array()) ?? []
    let read = (try? node.array()) ?? []
    for (from, to) in zip(written, read) {
      let place = from.place
      origins[to.path] = .file(from.file ?? "", line: place.line, column: place.column)
      if from.isArray { elements(from, of: to, &origins) }
      guard from.isObject, let inner = try? from.object(), let target = try? to.object() else { continue }
      for (key, _, value) in inner.members() {
        guard let read = target.optional(key) else { continue }
        let place = value.place
        origins[read.path] = .file(value.file ?? "", line: place.line, column: place.column)
        if value.isArray { elements(value, of: read, &origins) }
      }
    }
  }

  private static func resolved(_ path: String, from file: String) -> String {
    if path.hasPrefix("/") { return plain(path) }
    guard let slash = file.lastIndex(of: "/") else { return plain(path) }
    return plain(file[...slash] + path)
  }

  /// A path without `.` and, as far as that can be told from its text, without `..`.
  private static func plain(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
