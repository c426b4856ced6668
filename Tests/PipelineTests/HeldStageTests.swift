import Foundation
import Pipeline
import Spec
import StrictJSON
import Synchronization
import Testing

@Suite struct HeldStageTests {
  /// Lets go of a claim when it makes the measures of another seed.
  private final class Releasing: StageExecutor {
    let claim: Mutex<ArtifactClaim?>
    let order = Mutex<[String]>([])

    init(_ claim: ArtifactClaim) { self.claim = Mutex(claim) }

    func execute(
      _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
    ) throws(StageFailure) {
      order.withLock { $0.append("\(request.kind.rawValue) \(request.config["seed"]?.canonicalText ?? "")") }
      if request.kind == .evaluate { claim.withLock { $0 = nil } }
      try FakeExecutor().execute(request, log: log, cancellation: cancellation, report: report)
    }
  }

  @Test func aRunnerDoesOtherStagesWhileAnotherIsAtOne() throws {
    let folder = try TemporaryFolder()
    let store = try ArtifactStore(root: folder.path)
    let plan = try TestPlans.small("matrix.seeds=[0,1]")
    let first = try #require(plan.stages.first { $0.kind == .transfer && $0.config["seed"] == 0 })
    let executor = Releasing(try #require(try store.claim(first.key)))
    let observer = NotingObserver()
    // One stage at a time: were it to wait, it would wait for ever.
    let summary = try Runner(plan: plan, store: store, executor: executor).run(observer: observer)
    #expect(summary.exitCode == 0 && summary.runs.allSatisfy { $0.status == .done })
    let order = executor.order.withLock { $0 }
    #expect(order.firstIndex(of: "train 1") ?? 9 < order.firstIndex(of: "transfer 0") ?? 0, "\(order)")
    #expect(observer.lines.filter { $0.contains("another runner is at it") }.count == 1)
  }

  @Test func aStageThatAnotherRunnerHasMadeMeanwhileIsFound() throws {
    let folder = try TemporaryFolder()
    let store = try ArtifactStore(root: folder.path)
    let plan = try TestPlans.small("matrix.seeds=[0,1]")
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
    let key = try #require(plan.stages.first { $0.kind == .transfer && $0.config["seed"] == 0 }).key
    let place = store.folder(of: key)
    // Away while the plan is looked at, there again when the claim is let go.
    let evaluate = try #require(plan.runs[1][.evaluate])
    try FileManager.default.removeItem(atPath: store.folder(of: evaluate))
    try FileManager.default.removeItem(atPath: store.folder(of: try #require(plan.runs[0][.evaluate])))
    for role in [StageRole.train, .predict] {
      try FileManager.default.removeItem(atPath: store.folder(of: try #require(plan.runs[0][role])))
    }
    try FileManager.default.moveItem(atPath: place, toPath: folder.path + "/aside")
    let executor = Returning(
      claim: try #require(try store.claim(key)), from: folder.path + "/aside", to: place)
    let summary = try Runner(plan: plan, store: store, executor: executor).run(observer: NotingObserver())
    #expect(summary.exitCode == 0)
    #expect(!executor.kinds.withLock { $0 }.contains(.transfer))
  }

  /// Puts an artifact back, as another runner would finish it, before it makes its first stage.
  private final class Returning: StageExecutor {
    let claim: Mutex<ArtifactClaim?>
    let kinds = Mutex<[StageKind]>([])
    let (from, to): (String, String)

    init(claim: ArtifactClaim, from: String, to: String) {
      self.claim = Mutex(claim)
      (self.from, self.to) = (from, to)
    }

    func execute(
      _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
    ) throws(StageFailure) {
      kinds.withLock { $0.append(request.kind) }
      claim.withLock { held in
        guard held != nil else { return }
        try? FileManager.default.moveItem(atPath: from, toPath: to)
        held = nil
      }
      try FakeExecutor().execute(request, log: log, cancellation: cancellation, report: report)
    }
  }
}
