import Foundation
import Pipeline
import Spec
import StrictJSON
import Synchronization
import Testing

@Suite("Runner")
struct RunnerTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
  }

  private func run(
    _ plan: ExperimentPlan, _ executor: FakeExecutor, jobs: Int = 1, threads: Int = 4, failFast: Bool = false,
    recorder: NotingRecorder? = nil, cancellation: Cancellation = Cancellation()
  ) throws -> (summary: RunSummary, observer: NotingObserver) {
    var options = Runner.Options()
    options.jobs = jobs
    options.threads = threads
    options.failFast = failFast
    options.resources = [.init(name: "exemplars", path: "/stamps")]
    options.origin = StageOrigin(machine: "a laptop", commit: "abc123+changes")
    let observer = NotingObserver()
    let runner = Runner(
      plan: plan, store: store, executor: executor, options: options, cancellation: cancellation)
    return (try runner.run(observer: observer, recorder: recorder), observer)
  }

  @Test func cancelsOnSignals() throws {
    let cancellation = Cancellation()
    let outer = Cancellation(within: cancellation)
    let watch = cancellation.onSignals()
    kill(getpid(), SIGTERM)
    for _ in 0..<500 where !cancellation.isCancelled { Thread.sleep(forTimeInterval: 0.01) }
    withExtendedLifetime(watch) { #expect(cancellation.isCancelled && outer.isCancelled) }
    let inner = Cancellation(within: Cancellation())
    inner.cancel()
    #expect(inner.isCancelled)
  }

  @Test func runsTheChainInOrder() throws {
    let executor = FakeExecutor()
    let (summary, observer) = try run(try TestPlans.small(), executor)
    #expect(executor.kinds == [.composeData, .pretrain, .transfer, .train, .predict, .evaluate])
    #expect(summary.exitCode == 0)
    #expect(summary.stagesRun == 6 && summary.stagesCached == 0)
    #expect(
      observer.lines == [
        "started compose data on 4", "finished compose data", "started pretrain on 4", "finished pretrain",
        "started transfer full-transfer, seed 0 on 4", "finished transfer full-transfer, seed 0",
        "started train full-transfer, seed 0 on 4", "finished train full-transfer, seed 0",
        "started predict full-transfer, seed 0 on 4", "finished predict full-transfer, seed 0",
        "started evaluate full-transfer, seed 0 on 4", "finished evaluate full-transfer, seed 0",
        "run full-transfer, seed 0: done",
      ])
  }

  @Test func asksTheWorkerForAbsoluteFoldersAndGivenResources() throws {
    let executor = FakeExecutor()
    let plan = try TestPlans.small()
    _ = try run(plan, executor)
    let train = try #require(executor.requests.first { $0.kind == .train })
    #expect(train.input("data") == store.folder(of: plan.stages[0].key))
    #expect(train.input("weights") == store.folder(of: plan.stages[2].key))
    #expect(train.output.hasPrefix(folder.path + "/objects/.tmp/\(plan.stages[3].key.hex)-\(getpid())-"))
    #expect(train.resource("exemplars") == "/stamps")
    #expect(train.config == plan.stages[3].config)
  }

  @Test func eachStageSaysWhereItWasMade() throws {
    let plan = try TestPlans.small()
    let recorder = NotingRecorder()
    _ = try run(plan, FakeExecutor(), recorder: recorder)
    guard case .present(let record) = store.lookup(plan.stages[3].key) else {
      Issue.record("no training")
      return
    }
    #expect(record.execution["machine"] == "a laptop" && record.execution["commit"] == "abc123+changes")
    #expect(record.execution["device"] == "cpu")
    let stage = try #require(recorder.records.first?.stages.first { $0.role == .train })
    #expect(stage.machine == "a laptop" && stage.commit == "abc123+changes" && stage.threads == 4)
  }

  @Test func aRunKeepsItsTimesWhenStagesAreNotThereAnyMore() throws {
    let plan = try TestPlans.small()
    let made = try #require(try run(plan, FakeExecutor(seconds: 0.01)).summary.runs.first)
    // As in a folder of records: measures alone.
    for stage in plan.stages where stage.kind != .evaluate {
      try FileManager.default.removeItem(atPath: store.folder(of: stage.key))
    }
    let again = try #require(try run(plan, FakeExecutor()).summary.runs.first)
    #expect(again == made)
    #expect(again.wallSeconds > 0.05)
  }

  @Test func aRunThatFolderAndRecorderHaveIsNotRecordedAgain() throws {
    let plan = try TestPlans.plan()
    let recorder = NotingRecorder()
    _ = try run(plan, FakeExecutor(), recorder: recorder)
    let count = recorder.records.count
    #expect(count == plan.runs.count)
    recorder.knowsAll = true
    let (summary, observer) = try run(plan, FakeExecutor(), recorder: recorder)
    #expect(recorder.records.count == count && summary.runs.count == count)
    #expect(observer.lines.filter { $0.hasPrefix("run ") }.count == count)
    // A file that was lost or damaged is written again, and its run recorded.
    let id = try #require(plan.runs.first?.id)
    try "{}".write(toFile: "\(folder.path)/runs/\(id)/run.json", atomically: true, encoding: .utf8)
    _ = try run(plan, FakeExecutor(), recorder: recorder)
    #expect(recorder.records.count == count + 1 && recorder.records.last?.run.id == id)
    #expect(try RunFile(file: "\(folder.path)/runs/\(id)/run.json").id == id)
  }

  @Test func usesWhatIsThere() throws {
    let plan = try TestPlans.plan()
    #expect(try run(plan, FakeExecutor()).summary.stagesRun == plan.stages.count)
    let again = FakeExecutor()
    let (summary, observer) = try run(plan, again)
    #expect(again.requests.isEmpty)
    #expect(summary.stagesCached == plan.stages.count && summary.exitCode == 0)
    #expect(observer.lines.filter { $0.hasPrefix("cached") }.count == plan.stages.count)
    let other = FakeExecutor()
    _ = try run(try TestPlans.plan("fine_tune.lr=0.5", "matrix.shots=[1]"), other)
    #expect(Set(other.kinds) == [.train, .predict, .extractFeatures, .evaluate])
    #expect(other.kinds.filter { $0 == .train }.count == 4)
  }

  @Test func makesOnlyWhatTheEndNeeds() throws {
    let plan = try TestPlans.small()
    _ = try run(plan, FakeExecutor())
    for index in [0, 1, 5] {
      try FileManager.default.removeItem(atPath: store.folder(of: plan.stages[index].key))
    }
    let status = PlanStatus(plan, in: store)
    // Evaluation reads the data; nothing that runs reads the pre-trained model.
    #expect(status.willRunCount == 2 && status.cachedCount == 3 && status.notNeededCount == 1)
    #expect(status.completeRuns.isEmpty)
    let executor = FakeExecutor()
    #expect(try run(plan, executor).summary.exitCode == 0)
    #expect(executor.kinds == [.composeData, .evaluate])
  }

  @Test func runsSharedStagesOnceAndExclusiveOnesAlone() throws {
    let executor = FakeExecutor(seconds: 0.02)
    let plan = try TestPlans.plan()
    let (summary, _) = try run(plan, executor, jobs: 3, threads: 7)
    #expect(summary.exitCode == 0)
    #expect(executor.requests.count == plan.stages.count)
    #expect(Set(executor.requests.map(\.key)).count == plan.stages.count)
    let notes = executor.notes.withLock { $0 }
    #expect(notes.mostAtOnce == 3)
    #expect(notes.companyOfExclusive == 0)
    for request in executor.requests { #expect(request.threads == (request.kind.isExclusive ? 7 : 2)) }
  }

  @Test func keepsGoingWhereAFailureDoesNotReach() throws {
    let executor = FakeExecutor(failing: [.pretrain: [StageFailure(.badInput, "no images")]])
    let (summary, observer) = try run(try TestPlans.plan("matrix.seeds=[0]"), executor)
    #expect(summary.exitCode == 1)
    #expect(summary.runs.map(\.status) == [.failed, .done, .failed, .done])
    #expect(summary.runs[0].failure == "pretrain: no images")
    #expect(observer.lines.contains("failed pretrain: no images"))
    #expect(observer.lines.contains("skipped evaluate full-transfer, 5 shots, seed 0"))
    #expect(!executor.requests.contains { $0.kind == .transfer && $0.config["arm"] == "full-transfer" })
    // A partial output must not be taken for an artifact.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
    let after = FakeExecutor()
    #expect(try run(try TestPlans.plan("matrix.seeds=[0]"), after).summary.exitCode == 0)
    #expect(after.kinds.first == .pretrain)
  }

  /// No run says then how it ended.
  @Test func aFailureOnTheWayToAStageIsTold() throws {
    let plan = try #require(try TestPlans.plan().upTo(.train))
    let broken = FakeExecutor(failing: [.pretrain: [StageFailure(.bug, "broken")]])
    let (failed, _) = try run(plan, broken)
    #expect(failed.exitCode == 1 && failed.runs.isEmpty && failed.stagesFailed == 1)
    // The other arm needs no pre-training; a transfer and a training of each seed are left.
    #expect(failed.stagesLeft == 4 && failed.stagesRun == 5)
    let (made, _) = try run(plan, FakeExecutor())
    #expect(made.exitCode == 0 && made.stagesRun == 5 && made.stagesCached == 5 && made.stagesLeft == 0)
    let stop = Cancellation()
    stop.cancel()
    let (stopped, _) = try run(try #require(try TestPlans.plan().upTo(.predict)), FakeExecutor(), cancellation: stop)
    #expect(stopped.exitCode == 1 && stopped.stagesFailed == 0 && stopped.stagesLeft > 0)
  }

  @Test func failFastStopsTheRest() throws {
    let executor = FakeExecutor(failing: [.transfer: [StageFailure(.bug, "broken")]])
    let (summary, _) = try run(try TestPlans.plan(), executor, failFast: true)
    #expect(summary.exitCode == 1)
    #expect(executor.kinds == [.composeData, .pretrain, .transfer])
    #expect(summary.runs.map(\.status).filter { $0 == .failed }.count == 2)
    #expect(summary.runs.map(\.status).filter { $0 == .cancelled }.count == 6)
  }

  @Test func triesAgainWhenAStageAsksForIt() throws {
    let failure = StageFailure(.retry, "out of memory")
    let once = FakeExecutor(failing: [.train: [failure]])
    let (summary, observer) = try run(try TestPlans.small(), once)
    #expect(summary.exitCode == 0)
    #expect(observer.lines.contains("message train: out of memory Trying again (1 of 1)."))
    try FileManager.default.removeItem(atPath: folder.path + "/objects")
    let fresh = try ArtifactStore(root: folder.path)
    let twice = FakeExecutor(failing: [.train: [failure, failure]])
    let result = try Runner(plan: try TestPlans.small(), store: fresh, executor: twice).run(
      observer: NotingObserver())
    #expect(result.exitCode == 1)
    #expect(result.runs[0].failure == "train full-transfer, seed 0: out of memory")
  }

  @Test func stopsSoonWhenCancelledAndResumes() throws {
    let cancellation = Cancellation()
    let slow = FakeExecutor(seconds: 0.3)
    let plan = try TestPlans.plan("matrix.seeds=[0]")
    let canceller = Thread {
      while !slow.kinds.contains(.transfer) { Thread.sleep(forTimeInterval: 0.01) }
      cancellation.cancel()
    }
    canceller.start()
    let (summary, observer) = try run(plan, slow, jobs: 2, cancellation: cancellation)
    #expect(summary.exitCode == 1)
    #expect(summary.runs.allSatisfy { $0.status == .cancelled && $0.failure == nil })
    #expect(observer.lines.contains("skipped evaluate scratch, 5 shots, seed 0"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
    let again = FakeExecutor()
    #expect(try run(plan, again).summary.exitCode == 0)
    #expect(!again.kinds.contains(.composeData) && !again.kinds.contains(.pretrain))
  }

  @Test func resumesAfterARunnerThatWasKilled() throws {
    let plan = try TestPlans.small()
    _ = try run(plan.limited(to: 1), FakeExecutor(failing: [.train: [StageFailure(.bug, "dies")]]))
    // What a killed runner leaves: a part of an output, a request, a locked-once lock file.
    let key = plan.stages[3].key.hex
    try folder.write("half", to: "objects/.tmp/\(key)-99999-1/weights.safetensors")
    try folder.write("{}", to: "objects/.tmp/\(key)-99999-1.request.json")
    let executor = FakeExecutor()
    #expect(try run(plan, executor).summary.exitCode == 0)
    #expect(executor.kinds == [.train, .predict, .evaluate])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
  }

  @Test func makesTornArtifactsAgainWithAMessage() throws {
    let plan = try TestPlans.small()
    _ = try run(plan, FakeExecutor())
    let train = store.folder(of: plan.stages[3].key)
    try "short".write(toFile: train + "/weights.safetensors", atomically: false, encoding: .utf8)
    try FileManager.default.removeItem(atPath: store.folder(of: plan.stages[4].key))
    try FileManager.default.removeItem(atPath: store.folder(of: plan.stages[5].key))
    let executor = FakeExecutor()
    let (summary, observer) = try run(plan, executor)
    #expect(summary.exitCode == 0)
    #expect(executor.kinds == [.train, .predict, .evaluate])
    let message = "message train: \(train)/weights.safetensors has 5 bytes instead of 64; set aside as "
    #expect(observer.lines.contains { $0.hasPrefix(message) })
  }

  @Test func twoRunnersMakeEachStageOnce() async throws {
    let executor = FakeExecutor(seconds: 0.05)
    let plan = try TestPlans.plan("matrix.seeds=[0]")
    let root = folder.path
    let results = try await withThrowingTaskGroup(of: RunSummary.self) { group in
      for _ in 0..<2 {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread {
              continuation.resume(
                with: Result {
                  try Runner(plan: plan, store: try ArtifactStore(root: root), executor: executor)
                    .run(observer: NotingObserver())
                })
            }.start()
          }
        }
      }
      var results: [RunSummary] = []
      for try await result in group { results.append(result) }
      return results
    }
    #expect(results.allSatisfy { $0.exitCode == 0 })
    #expect(executor.requests.count == plan.stages.count)
    #expect(results.map(\.stagesRun).reduce(0, +) == plan.stages.count)
  }

  @Test func recordsRunsForTheDatabase() throws {
    let recorder = NotingRecorder()
    let plan = try TestPlans.small()
    _ = try run(plan, FakeExecutor(), recorder: recorder)
    let record = try #require(recorder.records.first)
    #expect(record.run.id == plan.runs[0].id)
    #expect(record.stages.map(\.role) == [.data, .pretrain, .transfer, .train, .predict, .evaluate])
    #expect(record.metrics.map(\.name) == ["AP", "AP"])
    #expect(record.metrics.map(\.value) == [0.25, nil])
    #expect(record.classMetrics.map(\.category) == ["bird"])
    #expect(record.curves.map(\.role) == [.pretrain, .pretrain, .pretrain, .train, .train, .train])
    #expect(record.curves.map(\.value) == [1.5, 0.5, nil, 1.5, 0.5, nil])
    // The database can be made again from the folders.
    let files = try RunFolders(root: folder.path).runs
    #expect(files == [record.run])
    #expect(try RunRecord(files[0], in: store) == record)
    #expect(files[0].wallSeconds == (record.stages.reduce(0) { $0 + $1.wallSeconds } * 1000).rounded() / 1000)
    #expect(try ExperimentSpec(JSONDocument(value: files[0].spec).root) == plan.spec)
    // Running again changes nothing.
    _ = try run(plan, FakeExecutor(), recorder: recorder)
    #expect(recorder.records.count == 2 && recorder.records[1] == record)
  }

  @Test func tellsOfMeasuresThatCannotBeRead() throws {
    let plan = try TestPlans.small()
    _ = try run(plan, FakeExecutor())
    let evaluate = store.folder(of: plan.stages[5].key)
    let text = try String(contentsOfFile: evaluate + "/metrics.json", encoding: .utf8)
    try text.replacingOccurrences(of: "\"AP\"", with: "7   ")
      .write(toFile: evaluate + "/metrics.json", atomically: false, encoding: .utf8)
    let (summary, observer) = try run(plan, FakeExecutor())
    #expect(summary.runs.map(\.status) == [.failed])
    #expect(
      observer.lines.contains { $0.contains("could not be recorded") && $0.contains("$.metrics[0].name") })
  }
}
