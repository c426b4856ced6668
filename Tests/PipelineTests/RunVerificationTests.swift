import Foundation
import Pipeline
import Spec
import Testing

@Suite struct RunVerificationTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore
  private let run: RunFile

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
    var options = Runner.Options()
    (options.jobs, options.threads) = (2, 6)
    _ = try Runner(plan: TestPlans.small(), store: store, executor: FakeExecutor(), options: options)
      .run(observer: NotingObserver())
    run = try #require(try RunFolders(root: folder.path).runs.first)
  }

  @Test func theSameBitsGradeARunAndItsFileSaysSo() throws {
    let executor = FakeExecutor()
    let verification = try RunVerification(run, in: store, executor: executor)
    #expect(verification.grade == .bitEqual)
    #expect(verification.steps.map(\.role) == [.data, .pretrain, .transfer, .train, .predict, .evaluate])
    // Each with the threads that it was made with.
    #expect(executor.requests.map(\.threads) == [6, 6, 3, 3, 3, 3])
    #expect(executor.requests.allSatisfy { $0.checkpoints == nil })
    try verification.write(to: folder.path)
    let text = try String(contentsOfFile: "\(folder.path)/runs/\(run.id)/verification.json", encoding: .utf8)
    #expect(text.contains("\"grade\": \"bit-equal\""), "\(text)")
    #expect(try RunVerification.stored(of: run.id, in: folder.path) == verification)
    #expect(try RunVerification.stored(of: "other", in: folder.path) == nil)
    // What is stored stays, and nothing is left beside it.
    #expect(PlanStatus(try TestPlans.small(), in: store).willRunCount == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
  }

  @Test func filesWithOtherBitsAreNamed() throws {
    let verification = try RunVerification(run, in: store, executor: Otherwise(kind: .train))
    #expect(verification.grade == .different)
    let train = try #require(verification.steps.first { $0.role == .train })
    #expect(train.outcome == .different(["extra.txt", "weights.safetensors"]))
    #expect(verification.steps.filter { $0.outcome == .equal }.count == 5)
  }

  @Test func whatCannotBeMadeAgainSaysWhy() throws {
    let key = try #require(run.steps.first { $0.role == .pretrain }).key
    try FileManager.default.removeItem(atPath: store.folder(of: key))
    let verification = try RunVerification(run, in: store, executor: FakeExecutor())
    #expect(verification.grade == .partly && verification.madeCount == 4)
    func outcome(_ role: StageRole) -> RunVerification.Outcome? {
      verification.steps.first { $0.role == role }?.outcome
    }
    #expect(outcome(.pretrain) == .impossible("it is not stored any more"))
    #expect(outcome(.transfer) == .impossible("its input pretrained is not stored any more"))
    #expect(outcome(.train) == .equal)
    try verification.write(to: folder.path)
    #expect(try RunVerification.stored(of: run.id, in: folder.path) == verification)
  }

  @Test func aFailureIsNoDifference() throws {
    let failing = FakeExecutor(failing: [.predict: [StageFailure(.bug, "it broke")]])
    let verification = try RunVerification(run, roles: [.predict], in: store, executor: failing)
    #expect(verification.steps.map(\.outcome) == [.impossible("it broke")])
    #expect(verification.grade == .unknown && verification.madeCount == 0)
  }

  @Test func refreshedStagesAreMadeAnewWithAllThatReadsThem() throws {
    let plan = try TestPlans.small()
    let stages = plan.stages(from: [.train])
    #expect(stages.map(\.kind) == [.train, .predict, .evaluate])
    #expect(try store.setAside(stages) == 3)
    #expect(PlanStatus(plan, in: store).willRunCount == 3)
    let executor = FakeExecutor()
    _ = try Runner(plan: plan, store: store, executor: executor).run(observer: NotingObserver())
    #expect(executor.kinds == [.train, .predict, .evaluate])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.torn").count == 3)
  }
}

/// Makes stages of one kind otherwise than the fake ones.
private struct Otherwise: StageExecutor {
  let kind: StageKind

  func execute(
    _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
  ) throws(StageFailure) {
    try FakeExecutor().execute(request, log: log, cancellation: cancellation, report: report)
    guard request.kind == kind else { return }
    for name in ["weights.safetensors", "extra.txt"] {
      try? "other".write(toFile: "\(request.output)/\(name)", atomically: false, encoding: .utf8)
    }
  }
}
