/// Reads the members of one object by name and, in `finish()`, refuses those that nobody asked for. A misspelt key is
/// thereby an error that names the key that was probably meant.
///
/// A reader is for one function; it is a class so that helpers can take from it, and not Sendable.
public final class JSONObjectReader {
  /// The object.
  public let node: JSONNode
  private var asked: [String] = []
  private var hint: Int

  init(_ node: JSONNode) {
    self.node = node
    hint = node.index + 1
  }

  /// The keys in the order of the document.
  public var keys: [String] {
    var keys: [String] = []
    node.forEachMember { key, _ in keys.append(node.source.string(at: key)) }
    return keys
  }

  /// The members in the order of the document, all counted as asked for; for objects whose keys are data.
  public func members() -> [(key: String, keyNode: JSONNode, value: JSONNode)] {
    var members: [(key: String, keyNode: JSONNode, value: JSONNode)] = []
    node.forEachMember { key, value in
      members.append(
        (
          node.source.string(at: key), JSONNode(source: node.source, index: key),
          JSONNode(source: node.source, index: value)
        ))
    }
    asked.append(contentsOf: members.map(\.key))
    return members
  }

  /// The value of a key that must be there. `null` is a value like any other.
  public func required(_ key: String) throws(InputError) -> JSONNode {
    if let value = optional(key) { return value }
    // Tell of the misspelt key rather than of the missing one, if there is one that looks like it.
    let others = keys.filter { !asked.contains($0) }
    let near = NearestName.to(key, among: others)
    throw node.error(
      found: near.map { "no key \"\(key)\" but a key \"\($0)\"" } ?? "no key \"\(key)\"",
      expected: "the key \"\(key)\"")
  }

  /// The value of a key, or nil if it is absent. `null` is a value like any other: it is not absence.
  public func optional(_ key: String) -> JSONNode? {
    asked.append(key)
    // Keys are mostly asked for in the order they are written, so the search starts after the last one found.
    let source = node.source
    let (start, end) = (node.index + 1, source.tape[node.index].end)
    guard start < end else { return nil }
    var at = hint < end ? hint : start
    let first = at
    repeat {
      if source.key(at: at, equals: key) {
        hint = source.indexAfter(at + 1)
        return JSONNode(source: source, index: at + 1)
      }
      at = source.indexAfter(at + 1)
      if at >= end { at = start }
    } while at != first
    return nil
  }

  /// Refuses the first key that nobody asked for.
  public func finish() throws(InputError) {
    var unknown: Int?
    node.forEachMember { key, _ in
      guard unknown == nil else { return }
      let isKnown = asked.contains { node.source.key(at: key, equals: $0) }
      if !isKnown { unknown = key }
    }
    guard let unknown else { return }
    let key = node.source.string(at: unknown)
    var names: [String] = []
    for name in asked where !names.contains(name) { names.append(name) }
    throw JSONNode(source: node.source, index: unknown).error(
      found: "an unknown key \"\(key)\"",
      expected: names.isEmpty ? "no key at all" : "one of \(names.joined(separator: ", "))",
      nearest: NearestName.to(key, among: names))
  }
}
