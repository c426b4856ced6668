import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

@Suite("GarbageCollection")
struct GarbageCollectionTests {
  private let results: FakeResults
  private let later = Date().timeIntervalSince1970 + 30 * 24 * 3600

  init() throws { results = try FakeResults() }

  private func collect(keepDays: Double = 14, dry: Bool = false, now: Double? = nil) throws -> GarbageCollection {
    try GarbageCollection(results.store, keepDays: keepDays, isDry: dry, now: now ?? later)
  }

  /// Takes away a run file, so that nothing refers to its measures any more; gives their key.
  private func forgetARun() throws -> Digest {
    let key = try results.key(.evaluate)
    let run = try #require(try results.runs.first)
    try FileManager.default.removeItem(atPath: "\(results.folder.path)/runs/\(run.id)")
    return key
  }

  @Test func nothingThatARunNeedsIsFreed() throws {
    let records = try results.store.records()
    #expect(try collect().items.filter { $0.kind == .artifact }.isEmpty)
    #expect(try results.store.records() == records)
  }

  @Test func whatNoRunRefersToIsFreedAfterItsDays() throws {
    let key = try forgetARun()
    #expect(try collect(now: Date().timeIntervalSince1970).items.isEmpty)
    let folder = results.store.folder(of: key)
    let dry = try collect(dry: true)
    let freed = dry.items.filter { $0.kind == .artifact }
    #expect(freed.map(\.path).contains(folder))
    #expect(freed.allSatisfy { $0.bytes > 0 } && dry.bytes >= freed.reduce(0) { $0 + $1.bytes })
    guard case .present = results.store.lookup(key) else {
      Issue.record("a dry run removed something")
      return
    }
    #expect(try collect().items == dry.items)
    #expect(results.store.lookup(key) == .absent)
    #expect(try collect().items.isEmpty)
  }

  @Test func whatARunningStageHoldsStays() throws {
    let key = try forgetARun()
    try results.folder.write("state", to: "objects/.checkpoints/\(key.hex)/1.safetensors")
    var claim = try results.store.claim(key)
    let place = try #require(try claim?.begin())
    try results.folder.write("state", to: "objects/.checkpoints/\(key.hex)/1.safetensors")
    for dry in [true, false] {
      let collection = try collect(keepDays: 0, dry: dry)
      #expect(!collection.items.contains { $0.path.contains(key.hex) }, "\(collection.items)")
      #expect(collection.kept.contains { $0.contains(key.short) })
    }
    #expect(FileManager.default.fileExists(atPath: place))
    claim = nil
    let paths = try collect(keepDays: 0).items.filter { $0.path.contains(key.hex) }.map(\.kind)
    #expect(claim == nil && paths.contains(.artifact) && paths.contains(.temporary) && paths.contains(.checkpoint))
    #expect(!FileManager.default.fileExists(atPath: place))
  }

  @Test func artifactsStayWhileARunnerIsAtWork() throws {
    let key = try forgetARun()
    // A second plan that takes its time in the same folder.
    let (store, plan) = (results.store, try TestPlans.plan("train.epochs=3"))
    let executor = FakeExecutor(seconds: 0.2)
    let cancellation = Cancellation()
    let thread = Thread {
      _ = try? Runner(plan: plan, store: store, executor: executor, cancellation: cancellation)
        .run(observer: NotingObserver())
    }
    thread.start()
    while executor.kinds.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    let collection = try collect(keepDays: 0)
    cancellation.cancel()
    while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
    #expect(collection.items.allSatisfy { $0.kind != .artifact })
    #expect(collection.kept.contains { $0.contains("a run is at work") })
    guard case .present = store.lookup(key) else {
      Issue.record("an artifact was freed beside a runner")
      return
    }
  }

  @Test func tornFoldersGoAfterTheirDays() throws {
    try results.folder.write("torn", to: "objects/.torn/x/file")
    try results.folder.write("torn", to: "runs/.torn/y/run.json")
    #expect(try collect(now: Date().timeIntervalSince1970).items.isEmpty)
    let freed = try collect().items.filter { $0.kind == .torn }
    #expect(freed.map { ($0.path as NSString).lastPathComponent } == ["x", "y"])
    #expect(freed.allSatisfy { $0.bytes == 4 && !FileManager.default.fileExists(atPath: $0.path) })
  }

  @Test func aRunThatCannotBeReadStopsEverything() throws {
    let key = try forgetARun()
    try results.folder.write("{", to: "runs/torn/run.json")
    let error = #expect(throws: InputError.self) { try collect() }
    #expect(error?.expected.contains("imted reindex") == true)
    guard case .present = results.store.lookup(key) else {
      Issue.record("something was freed")
      return
    }
  }
}
