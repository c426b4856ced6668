public import Spec
public import StrictJSON

/// What a worker is asked to do: one stage.
public struct StageRequest: Sendable, Equatable {
  /// An artifact to read.
  public struct Input: Sendable, Hashable {
    /// What it is to the stage.
    public let name: String
    /// Its folder, absolute.
    public let folder: String

    /// An input from its parts.
    public init(name: String, folder: String) {
      self.name = name
      self.folder = folder
    }
  }

  /// Where and how often a long stage saves what it has come to, so that the next attempt goes on from there.
  public struct Checkpoints: Sendable, Hashable {
    /// The key's own folder, absolute; the stage makes it.
    public var folder: String
    /// Seconds from one to the next.
    public var seconds: Double

    /// Checkpoints from their parts.
    public init(folder: String, seconds: Double) { (self.folder, self.seconds) = (folder, seconds) }
  }

  /// The kind of stage.
  public var kind: StageKind
  /// The version of the kind.
  public var version: Int
  /// The key, for messages.
  public var key: Digest
  /// The configuration, as the kind's type in `Spec` writes it.
  public var config: JSONValue
  /// Artifacts to read.
  public var inputs: [Input]
  /// The empty folder to fill, absolute.
  public var output: String
  /// Threads to compute with.
  public var threads: Int
  /// Where to compute: `cpu`, `cuda`, `cuda:1`.
  public var device: String
  /// Paths that the stage needs from outside.
  public var resources: [PlannedStage.Resource]
  /// Where to save what it has come to; nil to save nothing.
  public var checkpoints: Checkpoints?

  /// A request from its parts, as tests of a worker make it; plans make their own.
  public init(
    kind: StageKind, key: Digest, config: JSONValue, inputs: [Input], output: String, threads: Int = 1,
    device: String = "cpu", resources: [PlannedStage.Resource] = [], checkpoints: Checkpoints? = nil
  ) {
    self.checkpoints = checkpoints
    self.kind = kind
    version = kind.version
    self.key = key
    self.config = config
    self.inputs = inputs
    self.output = output
    self.threads = threads
    self.device = device
    self.resources = resources
  }

  init(
    _ stage: PlannedStage, inputs: [Input], output: String, threads: Int, device: String,
    resources: [PlannedStage.Resource], checkpoints: Checkpoints
  ) {
    self.checkpoints = checkpoints
    kind = stage.kind
    version = stage.kind.version
    key = stage.key
    config = stage.config
    self.inputs = inputs
    self.output = output
    self.threads = threads
    self.device = device
    self.resources = resources
  }

  /// Reads a request file, as the worker does. Also gives the node of `config`, from which the kind's configuration is
  /// read with places for its errors.
  public static func read(file: String) throws(InputError) -> (request: StageRequest, config: JSONNode) {
    let document = try JSONDocument(file: file)
    let reader = try document.root.object()
    let config = try reader.required("config")
    return (try StageRequest(reader, config), config)
  }

  private init(_ reader: JSONObjectReader, _ configNode: JSONNode) throws(InputError) {
    kind = try reader.required("kind").choice(of: StageKind.self)
    let versionNode = try reader.required("version")
    version = try versionNode.int()
    guard version == kind.version else {
      throw versionNode.error(
        found: "version \(version) of \(kind.rawValue)",
        expected: "version \(kind.version), which this worker makes")
    }
    let keyNode = try reader.required("key")
    guard let key = Digest(hex: try keyNode.string()) else {
      throw keyNode.error(found: keyNode.foundText, expected: "64 lower-case hexadecimal digits")
    }
    self.key = key
    config = configNode.value
    inputs = []
    for member in try reader.required("inputs").object().members() {
      inputs.append(Input(name: member.key, folder: try member.value.string()))
    }
    output = try reader.required("output").string()
    let execution = try reader.required("execution").object()
    threads = try execution.required("threads").int(in: 1...4096)
    device = try execution.required("device").string()
    resources = []
    for member in try execution.required("resources").object().members() {
      resources.append(PlannedStage.Resource(name: member.key, path: try member.value.string()))
    }
    try execution.finish()
    if let node = reader.optional("checkpoints") {
      let place = try node.object()
      checkpoints = Checkpoints(
        folder: try place.required("folder").string(), seconds: try place.required("seconds").double(in: 0...1e9))
      try place.finish()
    }
    try reader.finish()
  }

  /// The folder of an input. Asking for one that the plan does not give is a programming error.
  public func input(_ name: String) -> String {
    guard let input = inputs.first(where: { $0.name == name }) else {
      fatalError("The stage \(kind.rawValue) was planned without the input \"\(name)\".")
    }
    return input.folder
  }

  /// The path of a resource, if it was given.
  public func resource(_ name: String) -> String? { resources.first { $0.name == name }?.path }

  /// What the request file holds.
  public var json: JSONValue {
    var object = JSONObject([
      ("kind", .string(kind.rawValue)), ("version", .integer(version)), ("key", .string(key.hex)), ("config", config),
      ("inputs", .object(inputs.map { ($0.name, .string($0.folder)) })), ("output", .string(output)),
      ("execution", execution),
    ])
    object["checkpoints"] = checkpoints.map { ["folder": .string($0.folder), "seconds": .number($0.seconds)] }
    return .object(object)
  }

  /// Threads, device and resources.
  public var execution: JSONValue {
    [
      "threads": .integer(threads), "device": .string(device),
      "resources": .object(resources.map { ($0.name, .string($0.path)) }),
    ]
  }
}
