import Foundation
import Pipeline
import StrictJSON

/// Tells the runner how far a stage is, as `WorkerMessage` lines on the standard output.
public final class StageReporter {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?

  /// A reporter that has said nothing yet.
  public init() {}

  /// Says that `done` of `total` units are done; at most a few times a second, and always at the end.
  public func progress(_ done: Int, of total: Int, unit: String, note: String? = nil) {
    let now = clock.now
    if let last, done < total, now - last < .milliseconds(250) { return }
    last = now
    Self.report(done, of: total, unit: unit, note: note)
  }

  /// Says at once that `done` of `total` units are done, from any thread.
  static func report(_ done: Int, of total: Int, unit: String, note: String?) {
    say(.progress(StageProgress(done: done, total: total, unit: unit, note: note)))
  }

  /// Says a sentence.
  public func message(_ text: String) { Self.say(.message(text)) }

  /// Says why the stage failed.
  public func failure(code: Int32, _ text: String) { Self.say(.error(code: Int(code), message: text)) }

  /// Does the work of a worker, and says why if it fails. Gives the exit code: 65 for bad input, 130 for what was stopped,
  /// 70 for anything else.
  func exitCode(of work: () throws -> Void) -> Int32 {
    do {
      try work()
      return 0
    } catch let error as InputError {
      failure(code: 65, "\(error)")
      return 65
    } catch let stopped as StageStopped {
      failure(code: 130, "\(stopped)")
      return 130
    } catch {
      failure(code: 70, "\(error)")
      return 70
    }
  }

  private static func say(_ message: WorkerMessage) {
    FileHandle.standardOutput.write(Data((message.line + "\n").utf8))
  }
}
