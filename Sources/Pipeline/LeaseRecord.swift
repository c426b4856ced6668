public import StrictJSON

/// Who works on something, as its lock's file says.
public struct LeaseRecord: Sendable, Equatable, CustomStringConvertible {
  /// The value of `format`.
  public static let format = "imted-bench/lease/1"

  /// The process.
  public let holder: ProcessIdentity
  /// Since when, by the holder's clock, ISO 8601 in UTC. For people only: nothing is decided by it.
  public let since: String

  /// A record from its parts.
  public init(holder: ProcessIdentity, since: String) { (self.holder, self.since) = (holder, since) }

  /// Reads the text of a lock's file.
  public init(text: String, file: String) throws(InputError) {
    let reader = try JSONDocument(text: text, file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    holder = try ProcessIdentity(try reader.required("holder"))
    since = try reader.required("since").string()
    try reader.finish()
  }

  /// What the file holds, on one line.
  public var text: String { json.canonicalText + "\n" }

  /// All of it as one object.
  public var json: JSONValue {
    ["format": .string(Self.format), "holder": holder.json, "since": .string(since)]
  }

  /// `HOST pid NUMBER since TIME`.
  public var description: String { "\(holder) since \(since)" }
}
