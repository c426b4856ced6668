import FileSystems
import Foundation
import Pipeline
import Spec
import StrictJSON
import Synchronization
import Testing

@Suite struct SpaceTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
  }

  private let full = StageFailure(.retry, "weights.safetensors: the file cannot be written (No space left on device)")

  private func run(
    _ executor: any StageExecutor, seconds: Double, cancellation: Cancellation = Cancellation()
  ) throws -> (summary: RunSummary, observer: NotingObserver) {
    var options = Runner.Options()
    options.retries = 0
    options.spaceSeconds = seconds
    let observer = NotingObserver()
    let runner = Runner(
      plan: try TestPlans.small(), store: store, executor: executor, options: options, cancellation: cancellation)
    return (try runner.run(observer: observer), observer)
  }

  @Test func aFullDiskIsWaitedForAndNothingFails() throws {
    let executor = FakeExecutor(failing: [.train: [full, full], .evaluate: [full]])
    let (summary, observer) = try run(executor, seconds: 600)
    #expect(summary.exitCode == 0)
    #expect(executor.kinds.count == 9)
    #expect(observer.lines.filter { $0.contains("waiting for room") }.count == 3, "\(observer.lines)")
    // The bar has each stage once.
    #expect(observer.lines.filter { $0.hasPrefix("started train") }.count == 1)
  }

  @Test func withoutPatienceAFullDiskIsAFailure() throws {
    let (summary, _) = try run(FakeExecutor(failing: [.train: [full]]), seconds: 0)
    #expect(summary.exitCode == 1 && summary.runs[0].failure?.contains("No space left") == true)
    let after = FakeExecutor()
    #expect(try run(after, seconds: 0).summary.exitCode == 0)
    #expect(after.kinds == [.train, .predict, .evaluate])
  }

  @Test func otherFailuresAreNotWaitedFor() throws {
    let (summary, observer) = try run(FakeExecutor(failing: [.train: [StageFailure(.bug, "broken")]]), seconds: 600)
    #expect(summary.exitCode == 1 && !observer.lines.contains { $0.contains("waiting") })
  }

  @Test func thePauseEndsWhenToldToStop() throws {
    let cancellation = Cancellation()
    let executor = FullDisk(failure: full, cancellation: cancellation)
    let start = ContinuousClock.now
    let (summary, _) = try run(executor, seconds: 600, cancellation: cancellation)
    #expect(summary.exitCode == 1)
    #expect(start.duration(to: .now) < .seconds(60))
  }

  /// Always finds the disk full, and is told to stop the second time.
  private final class FullDisk: StageExecutor {
    let failure: StageFailure
    let wish: Cancellation
    let count = Mutex(0)

    init(failure: StageFailure, cancellation: Cancellation) { (self.failure, wish) = (failure, cancellation) }

    func execute(
      _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
    ) throws(StageFailure) {
      let times = count.withLock { count in
        count += 1
        return count
      }
      if times == 2 { wish.cancel() }
      throw failure
    }
  }

  @Test func theEstimateTakesSizesOfStoredStages() throws {
    let plan = try TestPlans.small()
    func estimate() throws -> SpaceEstimate {
      let explanation = PlanExplanation(PlanStatus(plan, in: store), stored: try store.storedRecords())
      return SpaceEstimate(explanation, spec: plan.spec, jobs: 1)
    }
    let before = try estimate()
    // The tiny encoder and decoder, four bytes a parameter.
    let weights = 4 * 12 * (96 * 96 * 4 + 64 * 64 * 2)
    let pictures = 29_500 * 96 * 96 * 2
    #expect(before.unknown == 2 && before.checkpointBytes == 9 * weights)
    #expect(before.artifactBytes == 3 * weights + pictures, "\(before)")
    // With a store of a plan alike, the sizes of what it left count where they are larger.
    _ = try run(FakeExecutor(), seconds: 0)
    let other = try TestPlans.small("train.epochs=3")
    let after = SpaceEstimate(
      PlanExplanation(PlanStatus(other, in: store), stored: try store.storedRecords()), spec: other.spec, jobs: 1)
    #expect(after.unknown == 0 && after.artifactBytes > weights && after.artifactBytes < weights + 1000, "\(after)")
  }

  @Test func thePreflightKeepsEverythingFromRunning() throws {
    var options = Runner.Options()
    options.preflight = { status in throw InputError(found: "\(status.willRunCount) stages", expected: "room") }
    let executor = FakeExecutor()
    let runner = Runner(plan: try TestPlans.small(), store: store, executor: executor, options: options)
    #expect(throws: InputError(found: "6 stages", expected: "room")) { try runner.run(observer: NotingObserver()) }
    #expect(executor.kinds.isEmpty && RunnerSession.all(in: folder.path).isEmpty)
  }

  @Test func shortageIsKnownByItsWords() {
    #expect(FreeSpace.isShortage("x: No space left on device"))
    #expect(FreeSpace.isShortage("SQLite error 13: database or disk is full"))
    #expect(FreeSpace.isShortage("Disk quota exceeded"))
    #expect(!FreeSpace.isShortage("Input/output error"))
    #expect(FreeSpace.bytes(at: folder.path) ?? 0 > 0 && FreeSpace.bytes(at: folder.path + "/none") == nil)
  }
}
