import Foundation
import Pipeline
import ResultStore

/// Gives runs whose runner was killed their final state before a command looks at a results folder.
enum KilledRunSettling {
  /// Writes the files and rows of such runs, and tells of them on the standard error.
  ///
  /// - Parameters:
  ///   - root: The results folder.
  ///   - waits: Whether to wait for signs of life of runners on other machines, a minute at most.
  static func settle(in root: String, waits: Bool = false) throws {
    guard KilledRunners.mayBeFound(in: root) else { return }
    let store = try ArtifactStore(root: root)
    let killed = try KilledRunners(settlingIn: store, waits: waits) { runs in
      guard !runs.isEmpty else { return }
      let database = try ResultsFolder(root: root).openDatabase()
      for fault in try RunRecording(store).record(runs, replacing: true, in: database) { Console.error(fault) }
    }
    for session in killed.doubtful {
      Console.error("\(session.holder) may be at work on \(session.runs.count) runs since \(session.startedAt)")
    }
    for run in killed.runs {
      Console.error("run \(run.id) (\(run.cell)): \(run.failure ?? "done, though its runner was killed")")
    }
  }

  /// The same for a command that only looks: a folder that cannot be written is shown as it is.
  static func settleIfPossible(in root: String) {
    do { try settle(in: root) } catch { Console.error("runs of killed runners are not shown: \(error)") }
  }
}
