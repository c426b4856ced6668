import Foundation
import Spec

/// Brings the runs of runners that were killed to a final state: done where all that they end in is there, else
/// interrupted. Whoever next looks at a results folder does it; a runner that lives is left alone.
public struct KilledRunners: Sendable {
  /// The runs that they had begun and that are final now, by session and in plan order.
  public private(set) var runs: [RunFile] = []
  /// Runners of other machines of which it cannot be said whether they live.
  public private(set) var doubtful: [RunnerSession] = []

  /// Whether any runner is at work in a results folder, or was killed there. Quick where none is.
  public static func mayBeFound(in root: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: RunnerSession.folder(root)))?.isEmpty == false
  }

  /// Looks for sessions whose runner is gone and writes the files of their runs.
  ///
  /// Killed itself, it does the same again the next time: a session is removed last.
  ///
  /// - Parameters:
  ///   - store: The store of the results folder.
  ///   - waits: Whether to wait, over a network, for as long as it takes to see that a silent runner is gone.
  ///   - record: Takes the runs of one session, before the session is removed.
  /// - Throws: `PipelineError` when the folder cannot be written, and what `record` throws.
  public init(settlingIn store: ArtifactStore, waits: Bool = false, record: ([RunFile]) throws -> Void) throws {
    let sessions = RunnerSession.all(in: store.root)
    for session in sessions {
      guard let lock = try Self.lock(of: session, store, waits: waits) else {
        if session.holder.life == .unknown { doubtful.append(session) }
        continue
      }
      // Its runner, or another who settles, may have removed it meanwhile.
      guard FileManager.default.fileExists(atPath: session.file) else {
        withExtendedLifetime(lock) { KeyLock.removeFiles(of: RunnerSession.lockPath(of: session.file)) }
        continue
      }
      let taken = Set(
        sessions.filter { $0.file != session.file && Self.isHeld($0, store) }.flatMap { $0.runs.map(\.id) })
      var settled: [RunFile] = []
      for run in session.runs where !taken.contains(run.id) {
        guard var file = Self.file(of: run, session, store) else { continue }
        try file.write(to: store.root)
        // A runner that has begun since may have finished it this very moment; what is done must not look interrupted.
        if let later = Self.file(of: run, session, store), later.status != file.status {
          file = later
          try file.write(to: store.root)
        }
        settled.append(file)
      }
      try record(settled)
      runs += settled
      unlink(session.file)
      withExtendedLifetime(lock) { KeyLock.removeFiles(of: RunnerSession.lockPath(of: session.file)) }
    }
    try Self.removeLocksWithoutSession(store)
  }

  private static func lock(of session: RunnerSession, _ store: ArtifactStore, waits: Bool) throws(PipelineError)
    -> KeyLock?
  {
    let path = RunnerSession.lockPath(of: session.file)
    if waits, store.locking.isNetwork, session.holder.life == .unknown {
      return try? KeyLock.take(path, store.locking, within: store.locking.patience * 1.5)
    }
    return try KeyLock.tryToTake(path, store.locking)
  }

  private static func isHeld(_ session: RunnerSession, _ store: ArtifactStore) -> Bool {
    KeyLock.holder(of: RunnerSession.lockPath(of: session.file), store.locking) != nil
  }

  /// The file that a run of a killed runner gets, or has if its rows may still be missing; nil where a later runner has
  /// come to its end with the run.
  private static func file(of run: RunnerSession.Run, _ session: RunnerSession, _ store: ArtifactStore) -> RunFile? {
    let old = try? RunFile(file: "\(store.root)/runs/\(run.id)/run.json")
    if let old, old.status == .done { return old }
    var records: [StageRecord] = []
    var isDone = true
    for step in run.steps {
      if case .present(let record) = store.lookup(step.key) {
        records.append(record)
      } else if step.role == .evaluate || step.role == .extractFeatures {
        isDone = false
      }
    }
    let failure = isDone ? nil : "its runner was killed (\(session.holder))"
    if let old, !isDone {
      // Who settled this before may have been killed before it was recorded.
      if old.failure == failure { return old }
      if old.finishedAt > session.startedAt { return nil }
    }
    let file = RunFile(
      id: run.id, cell: run.cell, steps: run.steps, experiment: session.experiment, title: session.title,
      spec: session.spec, status: isDone ? .done : .cancelled, failure: failure, records: records,
      startedAt: session.startedAt,
      finishedAt: records.map(\.finishedAt).filter { $0 > session.startedAt }.max() ?? session.startedAt)
    // Measures that cannot be read are found out by the next runner.
    return (try? RunRecord(file, in: store))?.run ?? file
  }

  /// A runner that was killed as it began, or as it ended, leaves a lock and no session.
  private static func removeLocksWithoutSession(_ store: ArtifactStore) throws(PipelineError) {
    let folder = RunnerSession.folder(store.root)
    guard FileManager.default.fileExists(atPath: folder) else { return }
    let names = try store.names(in: folder)
    for stem in Set(names.map { String($0.prefix { $0 != "." }) }) {
      let session = "\(folder)/\(stem).json"
      let path = RunnerSession.lockPath(of: session)
      guard !FileManager.default.fileExists(atPath: session), let lock = try KeyLock.tryToTake(path, store.locking)
      else { continue }
      for name in names where name.hasPrefix(stem + ".") { unlink("\(folder)/\(name)") }
      withExtendedLifetime(lock) { KeyLock.removeFiles(of: path) }
    }
  }
}
