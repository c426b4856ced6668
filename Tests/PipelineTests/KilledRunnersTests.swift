import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

@Suite struct KilledRunnersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Throws away what a runner says to the last, and keeps the session's file as it was at one moment.
  private final class Keeping: RunObserver {
    let root: String
    let moment: (RunEvent) -> Bool
    private(set) var session: (name: String, text: String)?

    init(root: String, at moment: @escaping (RunEvent) -> Bool) { (self.root, self.moment) = (root, moment) }

    func observe(_ event: RunEvent) {
      guard session == nil, moment(event) else { return }
      let folder = root + "/runs/.active"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      guard let name = names.first(where: { $0.hasSuffix(".json") }) else { return }
      session = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).map { (name, $0) }
    }
  }

  /// A folder as a runner leaves it that was killed at some moment of the first seed of two: its session is there, and
  /// nobody holds its lock.
  private func killed(_ locking: Locking, failing kind: StageKind?) throws -> (
    store: ArtifactStore, plan: ExperimentPlan
  ) {
    let store = try ArtifactStore(root: folder.path, locking: locking)
    let plan = try TestPlans.small("matrix.seeds=[0,1]")
    let observer = Keeping(root: folder.path) { if case .stageStarted = $0 { true } else { false } }
    let failing = kind.map { [$0: [StageFailure(.bug, "x"), StageFailure(.bug, "x")]] } ?? [:]
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor(failing: failing)).run(observer: observer)
    let (name, text) = try #require(observer.session)
    // A killed runner has written no run file of what it was at.
    for run in plan.runs { try? FileManager.default.removeItem(atPath: "\(folder.path)/runs/\(run.id)") }
    // Another process than ours: ours lives.
    let own = "\"start_ticks\": \(ProcessIdentity.own.startTicks)"
    #expect(text.contains(own))
    let session = text.replacingOccurrences(of: own, with: own + "0")
    try folder.write(session, to: "runs/.active/\(name)")
    return (store, plan)
  }

  @Test(arguments: [Locking.local, .network()]) func theirRunsAreInterrupted(locking: Locking) throws {
    let (store, plan) = try killed(locking, failing: .train)
    var recorded: [RunFile] = []
    let killed = try KilledRunners(settlingIn: store) { recorded += $0 }
    #expect(killed.runs.map(\.id) == plan.runs.map(\.id) && recorded == killed.runs)
    #expect(killed.runs.allSatisfy { $0.status == .cancelled })
    #expect(killed.runs[0].failure == "its runner was killed (\(ProcessIdentity.own))")
    #expect(try RunFolders(root: folder.path).runs.map(\.id).sorted() == plan.runs.map(\.id).sorted())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs/.active").isEmpty)
    // Nothing is left to settle, and the next runner brings them to their end.
    #expect(try KilledRunners(settlingIn: store) { _ in }.runs.isEmpty)
    let summary = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
    #expect(summary.runs.allSatisfy { $0.status == .done })
  }

  @Test func runsWhoseStagesAreAllThereAreDone() throws {
    let (store, plan) = try killed(.local, failing: nil)
    let killed = try KilledRunners(settlingIn: store) { _ in }
    #expect(killed.runs.map(\.status) == [.done, .done] && killed.runs.allSatisfy { $0.failure == nil })
    // As a runner that was not killed would have described them.
    for run in plan.runs { try FileManager.default.removeItem(atPath: "\(folder.path)/runs/\(run.id)") }
    let summary = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
    #expect(summary.runs == killed.runs)
  }

  @Test func aRunnerThatLivesIsLeftAlone() throws {
    let store = try ArtifactStore(root: folder.path)
    let plan = try TestPlans.small()
    var settled: [RunFile]?
    var sessions: [RunnerSession] = []
    final class Looking: RunObserver {
      let look: (RunEvent) -> Void
      init(_ look: @escaping (RunEvent) -> Void) { self.look = look }
      func observe(_ event: RunEvent) { look(event) }
    }
    let observer = Looking { event in
      guard case .stageStarted(let stage, _) = event, stage.kind == .train else { return }
      settled = try? KilledRunners(settlingIn: store) { _ in }.runs
      sessions = RunnerSession.all(in: store.root)
    }
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: observer)
    #expect(settled?.isEmpty == true)
    #expect(sessions.map(\.holder) == [.own] && sessions.first?.runs.map(\.id) == plan.runs.map(\.id))
    #expect(RunnerSession.all(in: store.root).isEmpty)
    // With everything there, nobody says to be at work.
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
    #expect(try RunFolders(root: folder.path).runs.map(\.status) == [.done])
  }

  @Test func collectionKeepsWhatKilledRunnersHadCometo() throws {
    let (store, plan) = try killed(.local, failing: .evaluate)
    let now = Date().timeIntervalSince1970 + 100
    let collection = try GarbageCollection(store, keepDays: 0, isDry: false, now: now)
    #expect(!collection.items.contains { $0.kind == .artifact })
    if case .present = store.lookup(try #require(plan.runs[0][.predict])) {
    } else {
      Issue.record("predictions are gone")
    }
  }
}
