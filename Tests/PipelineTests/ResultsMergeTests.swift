import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

@Suite("ResultsMerge")
struct ResultsMergeTests {
  private let source: FakeResults
  private let folder: TemporaryFolder
  private let store: ArtifactStore

  init() throws {
    source = try FakeResults()
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
  }

  private func merge(_ scope: ResultsMerge.Scope) throws -> ResultsMerge {
    try ResultsMerge(from: source.folder.path, into: store, scope: scope)
  }

  private func subjects(_ merge: ResultsMerge) -> [String] { merge.refusals.map(\.subject) }

  @Test func everythingComesOnce() throws {
    let runs = try source.runs
    _ = try RunLabels.change(of: runs[2].id, in: source.folder.path) { labels in
      try labels.add("final")
      labels.setNote("n")
    }
    let first = try merge(.everything)
    #expect(first.runs == runs && first.refusals.isEmpty && first.labelledRuns == [runs[2].id])
    #expect(try store.records() == source.store.records())
    #expect(first.artifacts == (try store.records().count) && first.bytes > 0)
    #expect(try RunFolders(root: folder.path).runs == runs)
    for record in try store.records() { #expect(try store.damagedFiles(of: record).isEmpty) }
    #expect(try RunLabels(of: runs[2].id, in: folder.path).tags == ["final"])
    let second = try merge(.everything)
    #expect(second.runs.isEmpty && second.artifacts == 0 && second.labelledRuns.isEmpty && second.refusals.isEmpty)
    #expect(second.presentRuns == runs && second.presentArtifacts == first.artifacts)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
  }

  @Test func recordsAreMeasuresAlone() throws {
    let merge = try merge(.records)
    #expect(merge.runs.count == 8 && merge.refusals.isEmpty)
    #expect(Set(try store.records().map(\.kind)) == [.evaluate])
    for run in try source.runs {
      let (here, there) = (try RunRecord(run, in: store), try RunRecord(run, in: source.store))
      #expect(here.metrics == there.metrics && !here.metrics.isEmpty)
    }
    // A folder of records is a source as good as the whole one.
    let third = try TemporaryFolder()
    let again = try ResultsMerge(from: folder.path, into: ArtifactStore(root: third.path), scope: .records)
    #expect(again.runs == merge.runs && again.refusals.isEmpty)
    // What was left out then can come later.
    let rest = try self.merge(.everything)
    #expect(rest.runs.isEmpty && rest.presentRuns.count == 8 && rest.refusals.isEmpty)
    #expect(try store.records() == source.store.records())
  }

  /// Records may be sent without their largest file; it comes later, and never goes away again.
  @Test func aFileThatWasLeftOutComesLater() throws {
    let key = try source.key(.evaluate)
    guard case .present(let whole) = source.store.lookup(key) else {
      Issue.record("no evaluation")
      return
    }
    let large = "overlaps.h5"
    func merge(_ leftOut: Set<String> = []) throws -> ResultsMerge {
      try ResultsMerge(from: source.folder.path, into: store, scope: .records, leavingOut: leftOut)
    }
    func here() throws -> StageRecord {
      guard case .present(let record) = store.lookup(key) else { throw PipelineError("not there") }
      #expect(try store.damagedFiles(of: record).isEmpty)
      return record
    }
    let first = try merge([large])
    #expect(first.runs.count == 8 && first.refusals.isEmpty && first.artifacts > 0)
    #expect(try here().files == whole.files.filter { $0.path != large })
    #expect(!FileManager.default.fileExists(atPath: "\(store.folder(of: key))/\(large)"))
    // Killed before stage.json was replaced, a file lies there that nobody lists.
    try "half".write(toFile: "\(store.folder(of: key))/\(large)", atomically: false, encoding: .utf8)
    let second = try merge()
    #expect(second.artifacts == first.artifacts && second.refusals.isEmpty && second.runs.isEmpty)
    #expect(try here() == whole)
    let third = try merge([large])
    #expect(third.artifacts == 0 && third.presentArtifacts == first.artifacts && third.refusals.isEmpty)
    #expect(try here() == whole)
  }

  @Test func anArtifactOfWhichNoFileIsWantedIsNamed() throws {
    let all: Set<String> = ["metrics.json", "overlaps.h5"]
    let merge = try ResultsMerge(from: source.folder.path, into: store, scope: .records, leavingOut: all)
    #expect(merge.runs.isEmpty && merge.refusals.contains { $0.reason.contains("no file") })
  }

  @Test func aPlanNeedsNothingMoreThanRecords() throws {
    let bare = try FakeResults("evaluation.features=false")
    _ = try ResultsMerge(from: bare.folder.path, into: store, scope: .records)
    let status = PlanStatus(bare.plan, in: store)
    #expect(status.completeRuns.count == 8 && status.willRunCount == 0)
  }

  @Test func damageIsNamedAndTheRestTaken() throws {
    let key = try source.key(.evaluate)
    let file = source.store.folder(of: key) + "/metrics.json"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file))
    let affected = try source.runs.filter { $0.steps.contains { $0.key == key } }.map(\.id)
    try source.folder.write("{", to: "runs/torn/run.json")
    let merge = try merge(.everything)
    #expect(subjects(merge) == ["run torn", "artifact \(key)"] + affected.map { "run \($0)" })
    #expect(merge.refusals[1].reason.contains("metrics.json differs from its SHA-256"))
    #expect(merge.runs.count == 8 - affected.count && affected.count == 1)
    #expect(store.lookup(key) == .absent)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
  }

  /// Each changes the `stage.json` of a training, and with it what a reader might believe.
  @Test(arguments: [
    ("\"bytes\": ", "\"bytes\": 1", "bytes instead of"), ("\"version\": 1", "\"version\": 2", "its key is not that"),
    ("\"path\": \"", "\"path\": \"../", "lists the path"), ("\"path\": \"", "\"path\": \"/", "lists the path"),
    ("imted-bench/stage/1", "imted-bench/stage/9", "imted-bench/stage/9"), ("{", "[", "found"),
  ])
  func aForeignRecordIsNotBelieved(old: String, new: String, reason: String) throws {
    let key = try source.key(.train)
    let file = source.store.folder(of: key) + "/stage.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let place = try #require(text.range(of: old))
    try text.replacingCharacters(in: place, with: new).write(toFile: file, atomically: false, encoding: .utf8)
    let merge = try merge(.everything)
    #expect(subjects(merge) == ["artifact \(key)"])
    #expect(merge.refusals.first?.reason.contains(reason) == true, "\(merge.refusals)")
    // A run needs its measures only.
    #expect(merge.runs.count == 8)
  }

  @Test func linksAreNotFollowed() throws {
    let key = try source.key(.train)
    let file = source.store.folder(of: key) + "/curves.json"
    try FileManager.default.moveItem(atPath: file, toPath: source.folder.path + "/elsewhere.json")
    try FileManager.default.createSymbolicLink(
      atPath: file, withDestinationPath: source.folder.path + "/elsewhere.json")
    let merge = try merge(.everything)
    #expect(merge.refusals.map(\.reason) == ["curves.json is no plain file"])
  }

  @Test func whatContradictsIsLeftOut() throws {
    // Another run under the same id.
    let other = try FakeResults()
    let id = try source.runs[0].id
    let run = "\(other.folder.path)/runs/\(id)/run.json"
    let text = try String(contentsOfFile: run, encoding: .utf8)
      .replacingOccurrences(of: "\"title\": \"A\"", with: "\"title\": \"B\"")
    try text.write(toFile: run, atomically: false, encoding: .utf8)
    let merge = try ResultsMerge(from: source.folder.path, into: other.store, scope: .records)
    let clashes = merge.refusals.filter { $0.subject == "run \(id)" }
    #expect(clashes.count == 1 && clashes[0].reason.contains("same id"))
    #expect(try String(contentsOfFile: run, encoding: .utf8) == text)
  }

  @Test func otherContentUnderOneKeyIsLeftOutWithItsRun() throws {
    _ = try merge(.everything)
    let key = try source.key(.evaluate)
    let run = try #require(try source.runs.first { $0.steps.contains { $0.key == key } })
    // As if another machine had measured otherwise.
    let (folder, store) = (store.folder(of: key), store)
    let changed = try String(contentsOfFile: folder + "/metrics.json", encoding: .utf8)
      .replacingOccurrences(of: "0.25", with: "0.75")
    try changed.write(toFile: folder + "/metrics.json", atomically: false, encoding: .utf8)
    let record = try String(contentsOfFile: folder + "/stage.json", encoding: .utf8)
    let old = try #require(try source.store.records().first { $0.key == key }).files[0].digest.hex
    try record.replacingOccurrences(of: old, with: Digest(of: changed).hex)
      .write(toFile: folder + "/stage.json", atomically: false, encoding: .utf8)
    let again = try merge(.everything)
    #expect(subjects(again) == ["artifact \(key)", "run \(run.id)"])
    #expect(try String(contentsOfFile: store.folder(of: key) + "/metrics.json", encoding: .utf8) == changed)
  }

  @Test func aTornArtifactHereIsReplaced() throws {
    _ = try merge(.everything)
    let key = try source.key(.evaluate)
    try FileManager.default.removeItem(atPath: store.folder(of: key) + "/metrics.json")
    let again = try merge(.everything)
    #expect(again.artifacts == 1 && again.refusals.isEmpty)
    guard case .present = store.lookup(key) else {
      Issue.record("the artifact is not there")
      return
    }
  }

  @Test func labelsAreJoined() throws {
    _ = try merge(.records)
    let id = try source.runs[0].id
    _ = try RunLabels.change(of: id, in: source.folder.path) { labels in
      try labels.add("theirs")
      labels.setNote("their note")
    }
    _ = try RunLabels.change(of: id, in: folder.path) { labels in
      try labels.add("ours")
      labels.setNote("our note")
    }
    let merge = try merge(.records)
    let labels = try RunLabels(of: id, in: folder.path)
    #expect(labels.tags == ["ours", "theirs"] && labels.note == "our note")
    #expect(subjects(merge) == ["note of run \(id)"])
  }

  @Test func aFolderThatIsNoResultsFolderIsNamed() throws {
    let empty = try TemporaryFolder()
    let error = #expect(throws: InputError.self) { try ResultsMerge(from: empty.path, into: store, scope: .records) }
    #expect(error?.file == empty.path)
  }
}
