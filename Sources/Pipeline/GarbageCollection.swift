import Foundation
import Spec
import StrictJSON

/// Frees what nobody needs any more in a results folder: artifacts that no run refers to, what was set aside as torn,
/// what dead processes left, and old checkpoints. What a runner works on is never touched.
public struct GarbageCollection: Sendable {
  /// Something that was freed, or would be.
  public struct Item: Sendable, Equatable {
    /// What it is.
    public enum Kind: String, Sendable, CaseIterable {
      /// An artifact that no run refers to, with its log.
      case artifact
      /// An artifact or run folder that was set aside.
      case torn
      /// What a process that died was making.
      case temporary
      /// What a training had come to.
      case checkpoint
      /// The log of a stage whose artifact is not there.
      case log
    }

    /// What it is.
    public let kind: Kind
    /// Where it is or was.
    public let path: String
    /// The bytes of its files.
    public let bytes: Int
  }

  /// What was freed, or would be, in the order of kinds and paths.
  public private(set) var items: [Item] = []
  /// What stays although nobody refers to it, each in a sentence.
  public private(set) var kept: [String] = []

  private let store: ArtifactStore
  private let isDry: Bool
  private let newest: Double

  /// Frees what is older than `keepDays`.
  ///
  /// Throws an `InputError` when a run file cannot be read, since then it is not known what it refers to.
  ///
  /// - Parameters:
  ///   - store: The store of the results folder.
  ///   - keepDays: What was written to in so many last days stays.
  ///   - isDry: Whether everything stays, and is only told.
  ///   - now: Seconds since 1970, for tests; nil for the clock.
  public init(_ store: ArtifactStore, keepDays: Double, isDry: Bool, now: Double? = nil) throws {
    self.store = store
    self.isDry = isDry
    newest = (now ?? Date().timeIntervalSince1970) - keepDays * 24 * 3600
    let folders = try RunFolders(root: store.root)
    if let fault = folders.faults.first {
      throw InputError(
        file: "\(store.root)/runs/\(fault.name)", found: "a run folder that cannot be read (\(fault.reason))",
        expected: "whole ones: `imted reindex` sets the others aside")
    }
    // Who is alone knows that no runner counts on an artifact that no run file names yet.
    let presence = try isDry ? nil : StorePresence.alone(store)
    defer { withExtendedLifetime(presence) {} }
    if presence == nil, !isDry || Self.isAtWork(store) {
      kept.append("artifacts: a run is at work in this folder")
    } else {
      // What a runner that was killed had come to is not yet, or not well, described by run files.
      let begun = RunnerSession.all(in: store.root).flatMap(\.runs).flatMap { $0.steps.map(\.key) }
      try freeArtifacts(keeping: Set(folders.runs.flatMap { $0.steps.map(\.key) } + begun))
    }
    try freeTorn()
    try freeTemporaries()
    try freeCheckpoints()
  }

  /// Bytes in all.
  public var bytes: Int { items.reduce(0) { $0 + $1.bytes } }

  /// Without making anything.
  private static func isAtWork(_ store: ArtifactStore) -> Bool {
    if RunnerSession.all(in: store.root).contains(where: { $0.holder.life != .gone }) { return true }
    guard !store.locking.isNetwork, FileManager.default.fileExists(atPath: StorePresence.path(store)) else {
      return false
    }
    return (try? StorePresence.alone(store)) == nil
  }

  // MARK: Kinds

  private mutating func freeArtifacts(keeping needed: Set<Digest>) throws {
    for prefix in try names(in: store.objects) where prefix.utf8.count == 2 {
      let folder = "\(store.objects)/\(prefix)"
      for name in try names(in: folder) {
        let path = "\(folder)/\(name)"
        if let key = Digest(hex: name) {
          guard !needed.contains(key), isOld("\(path)/\(StageRecord.fileName)", or: path) else { continue }
          try whileNobodyHolds(key) { collection in
            try collection.free(.artifact, path)
            if collection.exists(path + ".log") { try collection.free(.log, path + ".log") }
          }
        } else if name.hasSuffix(".log"), let key = Digest(hex: String(name.dropLast(4))) {
          guard !exists("\(folder)/\(key.hex)"), isOld(path) else { continue }
          try whileNobodyHolds(key) { collection in try collection.free(.log, path) }
        }
      }
    }
  }

  private mutating func freeTorn() throws {
    for folder in [store.tornFolder, store.root + "/runs/.torn"] {
      for name in try names(in: folder) where isOld("\(folder)/\(name)") { try free(.torn, "\(folder)/\(name)") }
    }
  }

  /// Who gets a key's lock knows that what lies in `.tmp` for it is of a process that died, however young.
  private mutating func freeTemporaries() throws {
    for name in try names(in: store.temporaryFolder) {
      guard let key = Digest(hex: String(name.prefix(64))) else { continue }
      let path = "\(store.temporaryFolder)/\(name)"
      try whileNobodyHolds(key) { collection in try collection.free(.temporary, path) }
    }
  }

  private mutating func freeCheckpoints() throws {
    for name in try names(in: store.checkpointFolder) {
      guard let key = Digest(hex: name) else { continue }
      let path = "\(store.checkpointFolder)/\(name)"
      var isUseless = isOld(path)
      if case .present = store.lookup(key) { isUseless = true }
      guard isUseless else { continue }
      try whileNobodyHolds(key) { collection in try collection.free(.checkpoint, path) }
    }
  }

  // MARK: Steps

  /// Does something under a key's lock; what another process holds stays.
  private mutating func whileNobodyHolds(_ key: Digest, _ body: (inout GarbageCollection) throws -> Void) throws {
    let path = "\(store.lockFolder)/\(key.hex)"
    // A dry run makes no file: where there is no lock file, nobody holds the lock.
    guard !isDry || exists(path) || exists(path + ".leases") else { return try body(&self) }
    guard let lock = try KeyLock.tryToTake(path, store.locking) else {
      kept.append("\(key.short): another process works on it")
      return
    }
    try body(&self)
    withExtendedLifetime(lock) {}
  }

  private mutating func free(_ kind: Item.Kind, _ path: String) throws {
    let bytes = Self.bytes(of: path)
    if !isDry {
      do { try FileManager.default.removeItem(atPath: path) } catch {
        throw PipelineError("\(path) could not be removed: \(error.localizedDescription)")
      }
    }
    items.append(Item(kind: kind, path: path, bytes: bytes))
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private func names(in folder: String) throws -> [String] { exists(folder) ? try store.names(in: folder) : [] }

  /// Whether a file was last written to before the days that are kept; `other` is asked where there is no such file.
  private func isOld(_ path: String, or other: String? = nil) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return other.map { isOld($0) } ?? false }
    return Double(status.st_mtim.tv_sec) <= newest
  }

  /// The bytes of a file, or of all plain files below a folder.
  private static func bytes(of path: String) -> Int {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.reduce(0) { $0 + bytes(of: "\(path)/\($1)") }
  }
}
