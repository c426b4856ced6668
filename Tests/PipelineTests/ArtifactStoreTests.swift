import Foundation
import Pipeline
import Processes
import Spec
import StrictJSON
import Testing

@Suite("ArtifactStore")
struct ArtifactStoreTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore
  private let stage: PlannedStage

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
    stage = try TestPlans.small().stages[0]
  }

  private func make(_ files: [String: String] = ["a.txt": "one", "inner/b.txt": "two"]) throws -> StageRecord {
    let claim = try #require(try store.claim(stage.key))
    let output = try claim.begin()
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      let file = output + "/" + name
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: file, atomically: false, encoding: .utf8)
    }
    return try claim.commit(
      output, stage: stage, execution: ["threads": 2], startedAt: "2026-01-01T00:00:00.000Z", wallSeconds: 1.5
    )
  }

  private func damage(_ change: (String) throws -> Void) throws -> String? {
    _ = try make()
    try change(store.folder(of: stage.key))
    guard case .torn(let damage) = store.lookup(stage.key) else { return nil }
    return damage.replacingOccurrences(of: store.folder(of: stage.key), with: "")
  }

  @Test func keepsWhatIsCommitted() throws {
    #expect(store.lookup(stage.key) == .absent)
    let record = try make()
    #expect(store.lookup(stage.key) == .present(record))
    #expect(record.files.map(\.path) == ["a.txt", "inner/b.txt"])
    #expect(record.files[0].digest == Digest(of: "one"))
    #expect(record.wallSeconds == 1.5)
    let name = "\(folder.path)/objects/\(stage.key.hex.prefix(2))/\(stage.key.hex)"
    #expect(store.folder(of: stage.key) == name)
    #expect(try String(contentsOfFile: name + "/inner/b.txt", encoding: .utf8) == "two")
    #expect(try store.records() == [record])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
    #expect(try store.damagedFiles(of: record).isEmpty)
  }

  private func saveCheckpoint(daysAgo: Double = 0) throws -> String {
    let place = store.checkpoints(of: stage.key)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try "state".write(toFile: place + "/1.safetensors", atomically: false, encoding: .utf8)
    let date = Date(timeIntervalSinceNow: -daysAgo * 24 * 3600)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: place)
    return place
  }

  @Test func checkpointsGoAwayWithTheCommit() throws {
    let place = try saveCheckpoint()
    _ = try make()
    #expect(!FileManager.default.fileExists(atPath: place))
  }

  @Test func checkpointsStayWhileSomeoneMayGoOnFromThem() throws {
    let place = try saveCheckpoint(daysAgo: 13)
    try store.clearLeftovers()
    #expect(FileManager.default.fileExists(atPath: place + "/1.safetensors"))
    // Old ones stay as long as another process is at the stage.
    _ = try saveCheckpoint(daysAgo: 15)
    var claim = try store.claim(stage.key)
    #expect(claim != nil)
    _ = try saveCheckpoint(daysAgo: 15)
    try store.clearLeftovers()
    #expect(FileManager.default.fileExists(atPath: place))
    claim = nil
    try store.clearLeftovers()
    #expect(claim == nil && !FileManager.default.fileExists(atPath: place))
    // Those of an artifact that is there are of no use, however young.
    _ = try make()
    _ = try saveCheckpoint()
    try store.clearLeftovers()
    #expect(!FileManager.default.fileExists(atPath: place))
  }

  @Test func hasAnAbsoluteRoot() throws {
    let here = FileManager.default.currentDirectoryPath
    let name = ".build/store-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: name) }
    #expect(try ArtifactStore(root: name).root == here + "/" + name)
  }

  @Test func seesAMissingRecord() throws {
    let text = try damage { try FileManager.default.removeItem(atPath: $0 + "/stage.json") }
    #expect(text == " has no stage.json")
  }

  @Test func seesAMissingFile() throws {
    #expect(try damage { try FileManager.default.removeItem(atPath: $0 + "/a.txt") } == "/a.txt is missing")
  }

  @Test func seesAFileOfOtherSize() throws {
    let text = try damage { try "on".write(toFile: $0 + "/a.txt", atomically: false, encoding: .utf8) }
    #expect(text == "/a.txt has 2 bytes instead of 3")
  }

  @Test func seesAHalfWrittenRecord() throws {
    let text = try damage {
      let whole = try String(contentsOfFile: $0 + "/stage.json", encoding: .utf8)
      try String(whole.prefix(whole.count / 2)).write(
        toFile: $0 + "/stage.json", atomically: false, encoding: .utf8)
    }
    #expect(text?.hasPrefix("/stage.json:") == true)
  }

  @Test func findsDamageThatKeepsTheSize() throws {
    let record = try make()
    try "eno".write(toFile: store.folder(of: stage.key) + "/a.txt", atomically: false, encoding: .utf8)
    #expect(store.lookup(stage.key) == .present(record))
    #expect(try store.damagedFiles(of: record) == ["a.txt"])
  }

  @Test func setsTornArtifactsAside() throws {
    for number in 1...2 {
      _ = try make()
      try FileManager.default.removeItem(atPath: store.folder(of: stage.key) + "/stage.json")
      let place = try #require(try store.claim(stage.key)).setAside()
      #expect(place == "\(folder.path)/objects/.torn/\(stage.key.hex)" + (number == 1 ? "" : "-2"))
      #expect(store.lookup(stage.key) == .absent)
    }
  }

  @Test func refusesAnEmptyArtifactAndAForeignRecord() throws {
    #expect(throws: PipelineError("The stage left no file.")) { try make([:]) }
    #expect(throws: PipelineError("The stage wrote a stage.json itself.")) { try make(["stage.json": "{}"]) }
  }

  @Test func refusesLinks() throws {
    let claim = try #require(try store.claim(stage.key))
    let output = try claim.begin()
    try FileManager.default.createSymbolicLink(atPath: output + "/link", withDestinationPath: "/etc/hostname")
    #expect(throws: PipelineError.self) {
      try claim.commit(output, stage: stage, execution: [:], startedAt: "", wallSeconds: 0)
    }
  }

  @Test func clearsWhatDeadRunnersLeftAndSparesLivingOnes() throws {
    let temporary = folder.path + "/objects/.tmp/"
    let other = try TestPlans.small().stages[1].key
    try folder.write("x", to: "objects/.tmp/\(other.hex)-1-1/part.bin")
    try folder.write("x", to: "objects/.tmp/\(other.hex)-1-1.request.json")
    let claim = try #require(try store.claim(stage.key))
    let living = try claim.begin()
    try store.clearLeftovers()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: temporary) == [
        (living as NSString).lastPathComponent
      ])
  }

  @Test func givesAKeyToOneRunnerOnly() throws {
    var first = try store.claim(stage.key)
    #expect(first != nil)
    #expect(try store.claim(stage.key) == nil)
    first = nil
    #expect(try store.claim(stage.key) != nil)
  }

  @Test func locksAgainstOtherProcesses() throws {
    let process = try ChildProcess(
      "/usr/bin/flock",
      ["--no-fork", "\(folder.path)/objects/.locks/\(stage.key.hex)", "sh", "-c", "echo held; exec sleep 30"])
    #expect(process.read(milliseconds: 10_000) == Array("held\n".utf8))
    #expect(try store.claim(stage.key) == nil)
    // Killed, not ended: the lock must go with the process.
    process.signal(SIGKILL)
    #expect(process.wait() == .signalled(SIGKILL))
    var claim: ArtifactClaim?
    for _ in 0..<100 where claim == nil {
      claim = try store.claim(stage.key)
      Thread.sleep(forTimeInterval: 0.02)
    }
    if claim == nil { Issue.record("the lock outlived its process") }
  }
}
