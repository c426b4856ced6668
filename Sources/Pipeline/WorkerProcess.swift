import Foundation
import Processes

/// A worker, read line by line. For one thread.
final class WorkerProcess {
  private let process: ChildProcess
  private var pending: [UInt8] = []
  private var isOutputOpen = true

  /// Starts `program`, its standard error going to a new file `log`.
  init(program: String, arguments: [String], log: String) throws(PipelineError) {
    try DurableFile.makeFolder((log as NSString).deletingLastPathComponent)
    do throws(SpawnError) {
      process = try ChildProcess(
        program, arguments, input: .lifeline, output: .pipe, errors: .file(log), leadsGroup: true)
    } catch {
      throw PipelineError("The worker \(error.description)")
    }
  }

  /// Whole lines that came within a fifth of a second, possibly none; nil once the process has ended and all it wrote
  /// was given out.
  func nextLines() -> [String]? {
    if process.end != nil { return lastLine() }
    if isOutputOpen { read(milliseconds: 200) } else { usleep(20_000) }
    // Grandchildren may still hold the pipe; what they would write later belongs to nobody.
    if process.poll() != nil { read(milliseconds: 0) }
    return takeLines()
  }

  /// Sends a signal to the process and all its descendants that stayed in its group.
  func signal(_ number: Int32) { process.signal(number) }

  /// How the process ended, once `nextLines()` has given nil.
  var end: ChildProcess.End {
    guard let end = process.end else { fatalError("The end of a worker was asked for before it had ended.") }
    return end
  }

  private func read(milliseconds: Int32) {
    if let bytes = process.read(milliseconds: milliseconds) { pending += bytes } else { isOutputOpen = false }
  }

  private func takeLines() -> [String] {
    guard let last = pending.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = pending[..<last].split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    pending.removeSubrange(...last)
    return lines
  }

  private func lastLine() -> [String]? {
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    return [String(decoding: pending, as: UTF8.self)]
  }
}
