import Foundation
public import Spec
public import StrictJSON
import Synchronization

/// The right to make the artifact of a key, held until the claim goes away. Only one runner has it.
public final class ArtifactClaim: Sendable {
  /// The key.
  public let key: Digest
  private let store: ArtifactStore
  private let lock: KeyLock
  private static let count = Atomic<Int>(0)

  init(store: ArtifactStore, key: Digest, lock: KeyLock) {
    self.store = store
    self.key = key
    self.lock = lock
  }

  /// Whether another runner has taken over the key meanwhile, as far as is known. What is being made is then of no use.
  public var isLost: Bool { lock.isLost }

  /// Makes an empty folder for the artifact's content: `objects/.tmp/<key>-<process>-<n>-<random>`, as processes of
  /// several machines may have the same number.
  public func begin() throws(PipelineError) -> String {
    let number = Self.count.add(1, ordering: .relaxed).newValue
    let chance = String(UInt32.random(in: 0 ... .max), radix: 16)
    let folder = "\(store.temporaryFolder)/\(key.hex)-\(getpid())-\(number)-\(chance)"
    try DurableFile.makeFolder(folder)
    return folder
  }

  /// Turns the content of `folder` into the artifact: lists and digests its files, writes `stage.json` last, syncs
  /// everything and renames the folder into place.
  public func commit(
    _ folder: String, stage: PlannedStage, execution: JSONValue, startedAt: String, wallSeconds: Double
  ) throws -> StageRecord {
    let files = try FileTree.files(in: folder)
    guard !files.isEmpty else { throw PipelineError("The stage left no file.") }
    let reserved = folder + "/" + StageRecord.fileName
    guard !files.contains(where: { $0.path == StageRecord.fileName }) else {
      throw PipelineError("The stage wrote a stage.json itself.")
    }
    var entries: [StageRecord.File] = []
    for file in files {
      entries.append(
        StageRecord.File(
          path: file.path, bytes: file.bytes, digest: try Digest(ofFile: folder + "/" + file.path)))
    }
    let record = StageRecord(
      stage, execution: execution, startedAt: startedAt, finishedAt: Timestamp.text(),
      wallSeconds: wallSeconds,
      files: entries)
    try DurableFile.sync(files.map { folder + "/" + $0.path })
    try DurableFile.create(record.json.prettyText() + "\n", at: reserved)
    for inner in FileTree.folders(in: folder, of: files).reversed() { try DurableFile.sync(inner) }
    try settle(folder)
    return record
  }

  /// Renames a whole and synced folder into the artifact's place. Who lost the key does not; and should it be taken
  /// over this very moment, the second of the two finds the place taken.
  func settle(_ folder: String) throws(PipelineError) {
    let final = store.folder(of: key)
    let parent = (final as NSString).deletingLastPathComponent
    try DurableFile.makeFolder(parent)
    guard lock.isStillHeld() else { throw PipelineError("Another runner has taken over \(key.short).") }
    guard rename(folder, final) == 0 else { throw DurableFile.failure("rename", folder) }
    try DurableFile.sync(parent)
    try DurableFile.sync(store.objects)
    discard(store.checkpoints(of: key))
  }

  /// Moves a damaged artifact to `objects/.torn/`, where it can be looked at, and gives its new place.
  public func setAside() throws(PipelineError) -> String {
    var number = 1
    var place = "\(store.tornFolder)/\(key.hex)"
    while FileManager.default.fileExists(atPath: place) {
      number += 1
      place = "\(store.tornFolder)/\(key.hex)-\(number)"
    }
    guard lock.isStillHeld() else { throw PipelineError("Another runner has taken over \(key.short).") }
    guard rename(store.folder(of: key), place) == 0 else {
      throw DurableFile.failure("set aside", store.folder(of: key))
    }
    return place
  }

  /// Removes partial content.
  public func discard(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

  func clearLeftovers() throws(PipelineError) {
    for name in try store.names(in: store.temporaryFolder) where name.hasPrefix(key.hex) {
      discard("\(store.temporaryFolder)/\(name)")
    }
    if store.checkpointsAreUseless(of: key) { discard(store.checkpoints(of: key)) }
  }
}
