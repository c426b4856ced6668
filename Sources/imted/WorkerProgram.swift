import Foundation
import StrictJSON

/// Where the program is that runs one stage: beside this one, unless `IMTED_WORKER` names another.
enum WorkerProgram {
  static func path() throws -> String {
    if let given = ProcessInfo.processInfo.environment["IMTED_WORKER"], !given.isEmpty { return given }
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("imted-worker").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw InputError(
        file: path, found: "no worker program", expected: "imted-worker beside imted; run `make build`")
    }
    return path
  }

  /// Runs the worker with arguments and gives what it printed; nil when it failed, with its last words.
  static func output(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path())
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let last = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self), String(decoding: last, as: UTF8.self)
    )
  }
}
