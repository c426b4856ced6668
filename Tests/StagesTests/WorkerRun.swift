import Foundation
import Pipeline
import Processes
import Spec
import StrictJSON

/// A stage run by the built worker, beside the test program, from a request file as the runner writes it.
struct WorkerRun {
  let status: Int32
  let messages: [WorkerMessage]

  /// The sentence of the worker's error, empty if it told none.
  var error: String {
    for case .error(_, let message) in messages { return message }
    return ""
  }

  /// The reports of progress.
  var progress: [StageProgress] {
    messages.compactMap { if case .progress(let progress) = $0 { progress } else { nil } }
  }

  /// The folder that the stage filled.
  let output: String

  /// Runs a stage. `inputs` and `resources` are paths by name.
  ///
  /// - Parameters:
  ///   - checkpoints: Folder that the stage saves into, after every step.
  ///   - ending: Called with the running process once the stage has told how far it is; to end it from outside.
  init(
    _ kind: StageKind, _ config: JSONValue, inputs: [(String, String)] = [], resources: [(String, String)] = [],
    in scratch: Scratch, name: String? = nil, checkpoints: String? = nil, ending: ((ChildProcess) -> Void)? = nil
  ) throws {
    output = scratch(name ?? kind.rawValue)
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    let request = StageRequest(
      kind: kind, key: Digest(of: output), config: config,
      inputs: inputs.map { StageRequest.Input(name: $0.0, folder: $0.1) }, output: output,
      resources: resources.map { PlannedStage.Resource(name: $0.0, path: $0.1) },
      checkpoints: checkpoints.map { StageRequest.Checkpoints(folder: $0, seconds: 0) })
    let file = try scratch.write("\(UUID().uuidString).request.json", request.json)
    if let ending {
      let worker = try ChildProcess(try Self.program(), [file], input: .lifeline)
      var text: [UInt8] = []
      while worker.isRunning, !text.contains(UInt8(ascii: "\n")) { text += worker.read(milliseconds: 100) ?? [] }
      ending(worker)
      while let more = worker.read(milliseconds: -1) { text += more }
      status = worker.wait().status
      messages = Self.messages(String(decoding: text, as: UTF8.self))
    } else {
      let worker = try FinishedProcess(try Self.program(), [file], input: .lifeline)
      status = worker.status
      messages = Self.messages(worker.output)
    }
  }

  private static func messages(_ text: String) -> [WorkerMessage] {
    text.split(separator: "\n").map { WorkerMessage(line: String($0)) }
  }

  /// The built `imted-worker`.
  static func program() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("imted-worker").path
  }
}
