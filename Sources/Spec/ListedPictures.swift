public import StrictJSON

/// Lists of few shots as a training stage knows them: by content. Their path comes with the request.
public struct ShotListConfig: Sendable, Equatable {
  /// How the lists are laid out.
  public var format: ShotListFormat
  /// Whether boxes on one picture are learnt together.
  public var boxRecords: BoxRecords
  /// The seed of the lists; where a list holds more than K boxes (VOC), it decides which are taken.
  public var seed: Int
  /// Digest of the names and contents of all files of this number of shots and seed.
  public var content: Digest

  /// A configuration from its parts.
  public init(format: ShotListFormat, boxRecords: BoxRecords, seed: Int, content: Digest) {
    self.format = format
    self.boxRecords = boxRecords
    self.seed = seed
    self.content = content
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    format = try reader.required("format").choice(of: ShotListFormat.self)
    boxRecords = try reader.required("box_records").choice(of: BoxRecords.self)
    seed = try reader.required("seed").int(in: 0...Int.max)
    content = try reader.required("content").digest()
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue {
    [
      "format": .string(format.rawValue), "box_records": .string(boxRecords.rawValue), "seed": .integer(seed),
      "content": .string(content.hex),
    ]
  }
}

/// A list of pictures to train on as a training stage knows it: by content. Its path comes with the request.
public struct ImageIDsConfig: Sendable, Equatable {
  /// Digest of the file.
  public var content: Digest
  /// Which share a file of many lists is asked for.
  public var percent: String?
  /// Which seed it is asked for; nil where the file holds one list.
  public var seed: Int?

  /// A configuration from its parts.
  public init(content: Digest, percent: String? = nil, seed: Int? = nil) {
    self.content = content
    self.percent = percent
    self.seed = seed
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    content = try reader.required("content").digest()
    if let node = reader.optional("percent") { percent = try node.string() }
    if let node = reader.optional("seed") { seed = try node.int(in: 0...Int.max) }
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue {
    var object = JSONObject([("content", .string(content.hex))])
    object["percent"] = percent.map { .string($0) }
    object["seed"] = seed.map { .integer($0) }
    return .object(object)
  }
}
