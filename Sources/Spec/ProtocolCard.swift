public import StrictJSON

/// Which protocol a result follows: the content of `protocol.json` beside the measures. Artifacts of older programs have
/// none.
public struct ProtocolCard: Sendable, Equatable {
  /// The value of `format`.
  public static let format = "imted-bench/protocol/1"
  /// The name of the file.
  public static let fileName = "protocol.json"

  /// What must agree for two numbers to be compared.
  public var shared: SharedProtocol
  /// What differs from run to run by design.
  public var own: OwnProtocol

  /// A card from its parts.
  public init(shared: SharedProtocol, own: OwnProtocol) { (self.shared, self.own) = (shared, own) }

  /// Reads a `protocol.json`.
  public init(file: String) throws(InputError) { try self.init(JSONDocument(file: file).root) }

  /// Reads the form that `json` writes. A digest that is not that of the shared part is refused.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    let digest = try reader.required("digest")
    shared = try SharedProtocol(try reader.required("shared"))
    own = try OwnProtocol(try reader.required("own"))
    guard try digest.digest() == shared.digest else {
      throw digest.error(found: digest.foundText, expected: "\"\(shared.digest.hex)\", the digest of the shared part")
    }
    try reader.finish()
  }

  /// What the file holds.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "digest": .string(shared.digest.hex), "shared": shared.json, "own": own.json,
    ]
  }
}
