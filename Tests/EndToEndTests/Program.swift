import Foundation
import Processes
import StrictJSON

/// A program run to its end.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String

  /// The lines of the standard error.
  var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

  /// The standard output as a JSON document.
  func json() throws -> JSONValue { try JSONDocument(text: output).root.value }
}

/// A program that runs. Its standard output and error go to files: pipes would have to be emptied beside.
final class RunningProgram {
  let process: ChildProcess
  private let scratch: Scratch

  init(_ program: String, _ arguments: [String], environment: [String: String], folder: String) throws {
    scratch = try Scratch()
    process = try ChildProcess(
      "/usr/bin/env", ["-C", folder, program] + arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      output: .file(scratch("output")), errors: .file(scratch("errors")))
  }

  /// What it has written to its standard error so far.
  var errors: String { (try? Files.text(scratch("errors"))) ?? "" }

  /// Waits for its end.
  func outcome() throws -> Outcome {
    let status = process.wait().status
    return Outcome(
      status: status, output: try Files.text(scratch("output")), errors: errors)
  }

  func signal(_ number: Int32) { process.signal(number) }
}

/// The tool under test.
enum IMTED {
  /// The built `imted`, which lies beside the test program.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("imted").path
  }()

  /// Starts it with the drawn cut-outs.
  static func start(
    _ arguments: [String], environment: [String: String] = [:], folder: String = Repository.root
  ) throws -> RunningProgram {
    let stamps = ["IMTED_STAMPS": try DrawnStamps.folder()]
    return try RunningProgram(path, arguments, environment: stamps.merging(environment) { $1 }, folder: folder)
  }

  /// Runs it to its end.
  static func run(
    _ arguments: String..., environment: [String: String] = [:], folder: String = Repository.root
  ) throws -> Outcome {
    try start(arguments, environment: environment, folder: folder).outcome()
  }
}

/// Other programs, where they are installed.
enum Tool {
  static let hasSQLite = (try? run("sqlite3", ["-version"]))?.status == 0
  static let hasH5py = (try? run("python3", ["-c", "import h5py"]))?.status == 0

  static let canCutTheNetwork =
    (try? run("unshare", ["--map-root-user", "--net", "true"]))?.status == 0

  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    try RunningProgram(name, arguments, environment: environment, folder: Repository.root).outcome()
  }
}

/// Processes of this machine.
enum LivingProcesses {
  /// The ids of processes whose command line contains a text.
  static func naming(_ text: String) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.sorted().filter { id in
      guard let bytes = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") else { return false }
      return String(decoding: bytes, as: UTF8.self).contains(text)
    }
  }

  /// Waits up to some seconds until no process names a text; whether that came about.
  static func areGone(naming text: String, within seconds: Double) -> Bool {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while !naming(text).isEmpty {
      if ContinuousClock.now > end { return false }
      usleep(20_000)
    }
    return true
  }
}
