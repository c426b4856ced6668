import Foundation
import Pipeline
import Processes
import Spec
import StrictJSON
import Synchronization
import Testing

/// Locks over a network file system, on a folder of this machine: they use nothing that such file systems lack.
@Suite struct LeaseTests {
  private let folder: TemporaryFolder
  private let stage: PlannedStage

  init() throws {
    folder = try TemporaryFolder()
    stage = try TestPlans.small().stages[0]
  }

  private func store(patience: Double = 60) throws -> ArtifactStore {
    try ArtifactStore(root: folder.path, locking: .network(patience: patience))
  }

  private var leases: String { "objects/.locks/\(stage.key.hex).leases" }

  /// A process of another machine.
  private func elsewhere(_ pid: Int = 7) -> ProcessIdentity {
    ProcessIdentity(host: "elsewhere", boot: "b", space: "s", pid: pid, startTicks: 1)
  }

  private func writeLease(_ holder: ProcessIdentity, number: Int = 1) throws {
    try folder.write(LeaseRecord(holder: holder, since: "2026-01-01T00:00:00.000Z").text, to: "\(leases)/\(number)")
  }

  @Test(arguments: [Locking.local, .network()]) func aClaimSaysWhoHoldsIt(locking: Locking) throws {
    let store = try ArtifactStore(root: folder.path, locking: locking)
    #expect(store.holder(of: stage.key) == nil)
    var claim = try store.claim(stage.key)
    #expect(claim != nil)
    let holder = try #require(store.holder(of: stage.key)).holder
    #expect(holder == .own && holder.pid == Int(getpid()) && holder.life == .living)
    #expect(try store.claim(stage.key) == nil)
    claim = nil
    #expect(store.holder(of: stage.key) == nil)
    #expect(try store.claim(stage.key) != nil)
  }

  @Test func aRecordIsReadAsItIsWritten() throws {
    let record = LeaseRecord(holder: .own, since: "2026-01-01T00:00:00.000Z")
    #expect(try LeaseRecord(text: record.text, file: "lease") == record)
    #expect(throws: InputError.self) { try LeaseRecord(text: String(record.text.prefix(40)), file: "lease") }
  }

  @Test func aProcessIsGoneWhenItsNumberIsFreeOrOfAnother() throws {
    let own = ProcessIdentity.own
    func other(pid: Int? = nil, startTicks: Int? = nil, boot: String? = nil, host: String? = nil) -> ProcessIdentity {
      ProcessIdentity(
        host: host ?? own.host, boot: boot ?? own.boot, space: own.space, pid: pid ?? own.pid,
        startTicks: startTicks ?? own.startTicks)
    }
    #expect(other().life == .living)
    #expect(other(startTicks: own.startTicks + 1).life == .gone)
    #expect(other(pid: 1 << 30).life == .gone)
    #expect(other(boot: "another").life == .unknown && other(host: "another").life == .unknown)
    // Ended, and still in the table of processes.
    let child = try ChildProcess("/bin/sleep", ["30"])
    let stat = try String(contentsOfFile: "/proc/\(child.id)/stat", encoding: .utf8)
    let ticks = try #require(Int(stat.split(separator: ")")[1].split(separator: " ")[19]))
    #expect(other(pid: Int(child.id), startTicks: ticks).life == .living)
    child.signal(SIGKILL)
    while other(pid: Int(child.id), startTicks: ticks).life == .living { usleep(1000) }
    #expect(other(pid: Int(child.id), startTicks: ticks).life == .gone)
  }

  @Test func theLeaseOfADeadProcessOfThisMachineIsTakenAtOnce() throws {
    let own = ProcessIdentity.own
    try writeLease(
      ProcessIdentity(host: own.host, boot: own.boot, space: own.space, pid: own.pid, startTicks: own.startTicks + 1))
    let claim = try #require(try store().claim(stage.key))
    #expect(!claim.isLost)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(leases)") == ["2"])
  }

  @Test func anotherMachinesLeaseIsTakenAfterItsSilenceAndNotBefore() throws {
    try writeLease(elsewhere())
    let store = try store(patience: 0.3)
    let file = "\(folder.path)/\(leases)/1"
    let start = SuspendingClock.now
    // Signs of life, whatever date they bear: a clock that goes back or far ahead is one too.
    for date in [1.0, 4e9, 2.0, 3e9, 5.0] {
      #expect(try store.claim(stage.key) == nil)
      usleep(100_000)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: date)], ofItemAtPath: file)
    }
    #expect(store.holder(of: stage.key)?.holder == elsewhere())
    let silence = SuspendingClock.now
    var claim: ArtifactClaim?
    while claim == nil {
      claim = try store.claim(stage.key)
      usleep(5_000)
    }
    #expect(silence.duration(to: .now) >= .seconds(0.3) && start.duration(to: .now) >= .seconds(0.8))
    withExtendedLifetime(claim) {}
  }

  @Test func aRecordThatIsTornIsWaitedForLikeOneOfAnotherMachine() throws {
    try folder.write("{\"format\":\"imted-ben", to: "\(leases)/3")
    let store = try store(patience: 0.05)
    #expect(try store.claim(stage.key) == nil)
    usleep(80_000)
    #expect(try store.claim(stage.key) != nil)
  }

  /// As who clears up after killed runners does, at whatever step the other is.
  @Test func aFolderOfLeasesThatIsRemovedMeanwhileIsNoFailure() throws {
    let (store, path) = (try store(), folder.path + "/" + leases)
    let isDone = Atomic<Bool>(false)
    let remover = Thread {
      while !isDone.load(ordering: .acquiring) { try? FileManager.default.removeItem(atPath: path) }
    }
    remover.start()
    defer { isDone.store(true, ordering: .releasing) }
    // Whether one is taken depends on who is quicker; that none throws does not.
    for _ in 0..<2000 { _ = try store.claim(stage.key) }
    isDone.store(true, ordering: .releasing)
    while !remover.isFinished { usleep(1000) }
    #expect(try store.claim(stage.key) != nil)
  }

  @Test func ofManyThatSeeTheSameHolderGoneOneTakesOver() throws {
    for round in 0..<20 {
      try writeLease(elsewhere(round), number: 10 * round + 5)
      let store = try store(patience: 0.001)
      _ = try store.claim(stage.key)
      usleep(2000)
      let claims = Mutex<[ArtifactClaim]>([])
      let key = stage.key
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        if let claim = try? store.claim(key) { claims.withLock { $0.append(claim) } }
      }
      #expect(claims.withLock(\.count) == 1, "round \(round)")
    }
  }

  /// Takes over the key as another machine does, and leaves the artifact, while the stage is being made.
  private struct Overtaken: StageExecutor {
    let root: String
    let leases: String
    let finished: String

    func execute(
      _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
    ) throws(StageFailure) {
      try FakeExecutor().execute(request, log: log, cancellation: cancellation, report: report)
      guard request.kind == .transfer else { return }
      let numbers = (try? FileManager.default.contentsOfDirectory(atPath: leases))?.compactMap { Int($0) } ?? []
      let next = (numbers.max() ?? 0) + 1
      try? "".write(toFile: "\(leases)/\(next)", atomically: false, encoding: .utf8)
      let place = "\(root)/objects/\(request.key.hex.prefix(2))/\(request.key.hex)"
      try? FileManager.default.createDirectory(
        atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try? FileManager.default.moveItem(atPath: finished, toPath: place)
    }
  }

  @Test func whoLostAStageDoesNotCommitItAndGoesOnWithTheOthersArtifact() throws {
    let plan = try TestPlans.small()
    let key = try #require(plan.runs[0][.transfer])
    let other = try TemporaryFolder()
    _ = try Runner(plan: plan, store: try ArtifactStore(root: other.path), executor: FakeExecutor())
      .run(observer: NotingObserver())
    let theirs = try ArtifactStore(root: other.path).folder(of: key)
    let record = try String(contentsOfFile: theirs + "/stage.json", encoding: .utf8)
    let observer = NotingObserver()
    let executor = Overtaken(
      root: folder.path, leases: "\(folder.path)/objects/.locks/\(key.hex).leases", finished: theirs)
    let store = try store()
    let summary = try Runner(plan: plan, store: store, executor: executor).run(observer: observer)
    #expect(summary.exitCode == 0, "\(observer.lines)")
    #expect(try String(contentsOfFile: store.folder(of: key) + "/stage.json", encoding: .utf8) == record)
    #expect(observer.lines.contains { $0.contains("another runner is at it") }, "\(observer.lines)")
    #expect(observer.lines.contains { $0.hasPrefix("cached transfer") }, "\(observer.lines)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
  }

  @Test func aFolderOnceUsedOverANetworkIsUsedSoByAll() throws {
    _ = try store()
    #expect(try ArtifactStore(root: folder.path).locking.isNetwork)
    #expect(ArtifactStore(lookingInto: folder.path).locking.isNetwork)
    let other = try TemporaryFolder()
    #expect(try !ArtifactStore(root: other.path).locking.isNetwork)
  }

  @Test func runnersAndCollectionKeepApart() throws {
    let results = try TemporaryFolder()
    let store = try ArtifactStore(root: results.path, locking: .network(patience: 0.05))
    let plan = try TestPlans.small()
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
    try FileManager.default.removeItem(atPath: "\(results.path)/runs/\(plan.runs[0].id)")
    // A runner of another machine, silent from now on.
    let name = "objects/.locks/runners/there.leases/1"
    try results.write(LeaseRecord(holder: elsewhere(), since: "").text, to: name)
    let now = Date().timeIntervalSince1970 + 100
    let collected = try GarbageCollection(store, keepDays: 0, isDry: false, now: now)
    #expect(collected.items.count { $0.kind == .artifact } == plan.stages.count, "\(collected)")
    // One of this machine that lives.
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
    try FileManager.default.removeItem(atPath: "\(results.path)/runs/\(plan.runs[0].id)")
    try results.write(LeaseRecord(holder: .own, since: "").text, to: name)
    let kept = try GarbageCollection(store, keepDays: 0, isDry: false, now: now)
    #expect(!kept.items.contains { $0.kind == .artifact } && !kept.kept.isEmpty, "\(kept)")
  }
}
