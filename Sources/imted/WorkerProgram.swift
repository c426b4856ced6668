import Foundation
import Processes
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

  /// Runs the worker with arguments to its end. It ends when this process does, as its standard input then closes.
  static func run(_ arguments: [String]) throws -> FinishedProcess {
    let program = try path()
    do { return try FinishedProcess(program, arguments, input: .lifeline) } catch {
      throw InputError(file: program, found: "a worker that cannot be started", expected: "a program")
    }
  }
}
