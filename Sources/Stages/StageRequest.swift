public import StrictJSON

/// What one worker process is asked to do: which stage, with which configuration, from which inputs, into which folder.
public struct StageRequest: Sendable {
  /// Kind of stage, e.g. `pretrain`.
  public let kind: String
  /// The stage's configuration, still to be read by the stage.
  public let config: JSONNode
  /// Folder of each input artifact, by the name the plan gave it.
  public let inputs: [String: String]
  /// Folder to fill; it exists and is empty.
  public let output: String
  /// Threads the stage may use.
  public let threads: Int
  /// Device to compute on, e.g. `cpu`.
  public let device: String
  /// Places outside the artifacts, by name, e.g. the folder of cut-outs.
  public let resources: [String: String]

  /// Reads a request file.
  public init(file: String) throws(InputError) {
    let reader = try JSONDocument(file: file).root.object()
    kind = try reader.required("kind").string()
    _ = try reader.required("version")
    _ = try reader.required("key")
    config = try reader.required("config")
    inputs = try Self.texts(try reader.required("inputs"))
    output = try reader.required("output").string()
    let execution = try reader.required("execution").object()
    threads = try execution.required("threads").int(in: 1...1024)
    device = try execution.required("device").string()
    resources = try execution.optional("resources").map(Self.texts) ?? [:]
    try execution.finish()
    try reader.finish()
  }

  /// The folder of an input; a plan that forgot it is a bug of the harness.
  func input(_ name: String) -> String {
    guard let path = inputs[name] else {
      fatalError("the stage \(kind) was started without its input \(name)")
    }
    return path
  }

  private static func texts(_ node: JSONNode) throws(InputError) -> [String: String] {
    var texts: [String: String] = [:]
    for member in try node.object().members() { texts[member.key] = try member.value.string() }
    return texts
  }
}
