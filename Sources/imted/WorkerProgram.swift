import ArgumentParser
import Foundation
import Pipeline
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

  /// Has the worker do what a request says, which it is given in a file after `flag`. What it says went wrong is printed,
  /// and its exit code thrown.
  static func work(_ flag: String, _ request: JSONValue) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("imted-request-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(request.canonicalText.utf8).write(to: file)
    let answer = try run([flag, file.path])
    for line in answer.output.split(separator: "\n") {
      guard case .error(let code, let message) = WorkerMessage(line: String(line)) else { continue }
      Console.error(message)
      throw ExitCode(Int32(truncatingIfNeeded: code))
    }
    guard answer.status == 0 else {
      Console.error("the worker ended with \(answer.status) and did not say why. \(answer.errors.suffix(2000))")
      throw ExitStatus.bug
    }
  }

  /// Runs the worker with arguments to its end. It ends when this process does, as its standard input then closes.
  static func run(_ arguments: [String]) throws -> FinishedProcess {
    let program = try path()
    do { return try FinishedProcess(program, arguments, input: .lifeline) } catch {
      throw InputError(file: program, found: "a worker that cannot be started", expected: "a program")
    }
  }
}
