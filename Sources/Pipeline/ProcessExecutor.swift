import FileSystems
import Foundation
import Processes
import StrictJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs each stage in a process of its own: `worker <request.json>`.
///
/// The process leads its own process group, so that a Ctrl-C meant for the runner does not hit it halfway: the runner
/// asks it to stop with SIGTERM and, after a grace period, ends it with SIGKILL, grandchildren included. Its standard
/// input is a pipe that closes when the runner dies, its standard output carries `WorkerMessage` lines, its standard
/// error goes to the log.
public struct ProcessExecutor: StageExecutor {
  /// The worker's program.
  public var worker: String
  /// Arguments before the request's path.
  public var arguments: [String]
  /// How long a worker may take to stop when asked, in seconds.
  public var grace: Double

  /// An executor for a worker's program.
  public init(worker: String, arguments: [String] = [], grace: Double = 10) {
    self.worker = worker
    self.arguments = arguments
    self.grace = grace
  }

  /// Runs the worker to its end.
  public func execute(
    _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
  ) throws(StageFailure) {
    let requestFile = request.output + ".request.json"
    defer { unlink(requestFile) }
    let process: WorkerProcess
    do throws(PipelineError) {
      try DurableFile.create(request.json.prettyText() + "\n", at: requestFile)
      process = try WorkerProcess(program: worker, arguments: arguments + [requestFile], log: log)
    } catch {
      throw StageFailure(.retry, error.description)
    }
    var reported: (code: Int, message: String)?
    var wasAsked = false
    var askedAt = ContinuousClock.now
    while let lines = process.nextLines() {
      for line in lines where !line.isEmpty {
        let message = WorkerMessage(line: line)
        if case .error(let code, let text) = message { reported = (code, text) } else { report(message) }
      }
      if cancellation.isCancelled, !wasAsked {
        process.signal(SIGTERM)
        wasAsked = true
        askedAt = .now
      } else if wasAsked, askedAt.duration(to: .now) > .seconds(grace) {
        process.signal(SIGKILL)
      }
    }
    let end = process.end
    if end == .exited(0) { return }
    if wasAsked { throw StageFailure(.cancelled, "It was stopped.") }
    throw Self.failure(end, reported, log: log)
  }

  private static func failure(
    _ end: ChildProcess.End, _ reported: (code: Int, message: String)?, log: String
  ) -> StageFailure {
    let tail = LogTail.of(log)
    let kind: StageFailure.Kind =
      switch end {
      case .exited(65): .badInput
      case .exited(75): .retry
      default: .bug
      }
    if let reported {
      // A full disk is told like any file that cannot be written, as bad input; it is no fault of the experiment's.
      return StageFailure(FreeSpace.isShortage(reported.message) ? .retry : kind, reported.message, logTail: tail)
    }
    let message =
      switch end {
      case .exited(let code): "The worker ended with code \(code) and did not say why."
      case .signalled(SIGKILL): "The worker was killed by signal 9, as happens when memory runs out."
      case .signalled(let number):
        "The worker was ended by signal \(number) (\(String(cString: strsignal(number))))."
      }
    return StageFailure(kind, message, logTail: tail)
  }
}

/// The end of a log.
enum LogTail {
  /// The last 20 lines within the last 4 KiB, or nothing if there is no log.
  static func of(_ file: String) -> String {
    guard let handle = FileHandle(forReadingAtPath: file) else { return "" }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > 4096 ? size - 4096 : 0)
    let bytes = (try? handle.readToEnd()) ?? Data()
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.suffix(lines.last == "" ? 21 : 20).joined(separator: "\n")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
