import Foundation
import Pipeline
import Spec

/// Tells on the standard error how a run goes: on a terminal one line that is drawn over, with bar and time to go;
/// elsewhere a line at each stage's start and end, and one every half minute.
final class ProgressPrinter: RunObserver {
  private struct Active {
    let label: String
    var estimate = ProgressEstimate()
    var note = ""
  }

  /// The kinds of failure there were.
  private(set) var failures: [StageFailure.Kind] = []
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let isTerminal = Console.isTerminal
  private var active: [(key: String, stage: Active)] = []
  private var toRun = 0
  private var finished = 0
  private var lastLine: ContinuousClock.Instant
  private let reasons: (PlanStatus) -> [String]

  /// `reasons` says of a plan why stages have to run, a line each.
  init(reasons: @escaping (PlanStatus) -> [String]) {
    self.reasons = reasons
    start = clock.now
    lastLine = clock.now
  }

  func observe(_ event: RunEvent) {
    switch event {
    case .planned(let status):
      toRun = status.willRunCount
      say(
        toRun == 0
          ? "nothing to do: all \(status.cachedCount) stages are there"
          : "\(status.cachedCount) stages are there, \(toRun) to run")
      // Where nothing is stored there is nothing to hold it against.
      if toRun > 0, status.cachedCount > 0 { reasons(status).forEach { say("  " + $0) } }
    case .stageCached, .stageSkipped: break
    case .stageStarted(let stage, let threads):
      active.append((stage.key.hex, Active(label: stage.label)))
      if !isTerminal { say("started   \(stage.label) (\(threads) \(threads == 1 ? "thread" : "threads"))") }
    case .stageProgressed(let stage, let progress):
      guard let place = active.firstIndex(where: { $0.key == stage.key.hex }) else { return }
      active[place].stage.estimate.update(done: progress.done, total: progress.total, at: seconds)
      active[place].stage.note = progress.note ?? ""
      draw()
    case .message(let stage, let text): say(stage.map { "\($0.label): \(text)" } ?? text)
    case .stageFinished(let stage, let record):
      remove(stage)
      finished += 1
      say("finished  \(stage.label) in \(ProgressEstimate.text(seconds: record.wallSeconds)) (\(finished)/\(toRun))")
    case .stageFailed(let stage, let failure, let log):
      remove(stage)
      failures.append(failure.kind)
      guard failure.kind != .cancelled else {
        say("stopped   \(stage.label)")
        return
      }
      say("FAILED    \(stage.label): \(failure.message)")
      if failure.kind == .bug, !failure.logTail.isEmpty { say(failure.logTail) }
      if failure.kind == .bug { say("log: \(log)") }
    case .runFinished: break
    }
  }

  private var seconds: Double {
    let passed = clock.now - start
    return Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
  }

  private func remove(_ stage: PlannedStage) { active.removeAll { $0.key == stage.key.hex } }

  private func draw() {
    let interval: Duration = isTerminal ? .milliseconds(200) : .seconds(30)
    guard clock.now - lastLine >= interval else { return }
    lastLine = clock.now
    let parts = active.map { line($0.stage) }
    if isTerminal {
      write("\r\u{1B}[2K" + String("[\(finished)/\(toRun)] \(parts.joined(separator: "  "))".prefix(columns - 1)))
    } else {
      parts.forEach { write("          \($0)\n") }
    }
  }

  private func line(_ stage: Active) -> String {
    let share = stage.estimate.fraction ?? 0
    let filled = Int(share * 10)
    let bar = String(repeating: "=", count: filled) + String(repeating: "-", count: 10 - filled)
    let left = stage.estimate.remainingSeconds.map { ", \(ProgressEstimate.text(seconds: $0)) to go" } ?? ""
    let note = stage.note.isEmpty ? "" : ", \(stage.note)"
    return "\(stage.label) [\(bar)] \(Int(share * 100))%\(left)\(note)"
  }

  private var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 100 }
    return Int(size.ws_col)
  }

  private func say(_ text: String) { write((isTerminal ? "\r\u{1B}[2K" : "") + text + "\n") }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

extension [StageFailure.Kind] {
  /// Whether something failed, and all of it by bad input; what was stopped because of that is no failure of its own.
  var isOnlyBadInput: Bool { contains(.badInput) && allSatisfy { $0 == .badInput || $0 == .cancelled } }
}
