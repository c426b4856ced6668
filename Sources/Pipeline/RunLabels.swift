import Foundation
public import StrictJSON

/// What people wrote to a run: `runs/<id>/labels.json`, beside the run's own file and never needed by it.
public struct RunLabels: Sendable, Equatable {
  /// The value of `format`.
  public static let format = "imted-bench/labels/1"
  /// The name of the file.
  public static let fileName = "labels.json"

  /// Tags, sorted by their bytes, each once.
  public private(set) var tags: [String]
  /// A note; nil for none.
  public private(set) var note: String?

  /// No labels.
  public init() { (tags, note) = ([], nil) }

  /// Reads a `labels.json`.
  public init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    self.init()
    for node in try reader.required("tags").array() {
      let tag = try node.string()
      do { try add(tag) } catch { throw node.error(found: error.found, expected: error.expected) }
    }
    let note = try reader.required("note")
    self.note = note.isNull ? nil : try note.string()
    try reader.finish()
  }

  /// The labels of a run in a results folder; none if there is no file.
  public init(of id: String, in root: String) throws(InputError) {
    let file = Self.file(of: id, in: root)
    if FileManager.default.fileExists(atPath: file) { try self.init(file: file) } else { self.init() }
  }

  /// Whether there are none.
  public var isEmpty: Bool { tags.isEmpty && note == nil }

  /// Adds a tag: up to 64 letters, digits and `. _ - : / + @`, the first of them a letter or digit.
  public mutating func add(_ tag: String) throws(InputError) {
    let isSound = tag.allSatisfy { $0.isLetter || $0.isNumber || "._-:/+@".contains($0) }
    guard let first = tag.first, first.isLetter || first.isNumber, isSound, tag.count <= 64 else {
      throw InputError(
        found: "the tag \(JSONValue.string(String(tag.prefix(80))).canonicalText)",
        expected: "up to 64 letters, digits and . _ - : / + @, a letter or digit first")
    }
    guard !tags.contains(tag) else { return }
    tags = (tags + [tag]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Takes a tag away; one that is not there is an `InputError`.
  public mutating func remove(_ tag: String) throws(InputError) {
    guard let place = tags.firstIndex(of: tag) else {
      throw InputError(
        found: "no tag \"\(tag)\"",
        expected: tags.isEmpty ? "a run with tags" : "one of \(tags.joined(separator: ", "))",
        nearest: NearestName.to(tag, among: tags))
    }
    tags.remove(at: place)
  }

  /// Sets the note; an empty text takes it away.
  public mutating func setNote(_ text: String) { note = text.isEmpty ? nil : text }

  /// What the file holds.
  public var json: JSONValue {
    ["format": .string(Self.format), "tags": .strings(tags), "note": note.map { .string($0) } ?? .null]
  }

  /// Changes the labels of a run, one process at a time, and writes them whole or not at all. Gives what they are now.
  ///
  /// The run's folder must be there. Labels that come to be empty leave no file.
  public static func change(
    of id: String, in root: String, _ body: (inout RunLabels) throws -> Void
  ) throws -> RunLabels {
    let locking = Locking.of(folder: root)
    let lock = try KeyLock.take("\(root)/runs/.labels.lock", locking, within: 60 + locking.patience)
    defer { withExtendedLifetime(lock) {} }
    let before = try RunLabels(of: id, in: root)
    var labels = before
    try body(&labels)
    guard labels != before else { return labels }
    guard lock.isStillHeld() else { throw PipelineError("Another process took over the labels of \(root).") }
    let file = file(of: id, in: root)
    if labels.isEmpty {
      guard unlink(file) == 0 else { throw DurableFile.failure("remove", file) }
      try DurableFile.sync("\(root)/runs/\(id)")
    } else {
      try DurableFile.write(labels.json.prettyText() + "\n", to: file)
    }
    return labels
  }

  private static func file(of id: String, in root: String) -> String { "\(root)/runs/\(id)/\(fileName)" }
}
