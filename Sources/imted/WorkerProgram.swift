import Foundation
import StrictJSON
import Synchronization

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

  /// Runs the worker with arguments to its end and gives what it printed. It ends when this process does, as its
  /// standard input then closes.
  static func output(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path())
    process.arguments = arguments
    let (lifeline, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = lifeline
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch {
      throw InputError(file: try path(), found: "a worker that cannot be started", expected: "a program")
    }
    // Read beside the output, or a worker with much to complain of would wait for ever.
    let complaints = Complaints()
    let reader = Thread { complaints.take(errors.fileHandleForReading.readDataToEndOfFile()) }
    reader.start()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    withExtendedLifetime(lifeline) {}
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self), complaints.text
    )
  }
}

/// What a worker wrote to its standard error, read on a thread of its own.
private final class Complaints: Sendable {
  private let bytes = Mutex(Data())
  private let isComplete = DispatchSemaphore(value: 0)

  func take(_ data: Data) {
    bytes.withLock { $0 = data }
    isComplete.signal()
  }

  /// All of it, waiting for its end; to be asked for once.
  var text: String {
    isComplete.wait()
    return bytes.withLock { String(decoding: $0, as: UTF8.self) }
  }
}
