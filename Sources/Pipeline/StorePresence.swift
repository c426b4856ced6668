import Foundation

/// Says between processes that somebody makes artifacts in a store. Runners share it; who removes artifacts needs it
/// alone. It ends with `leave`, with the value, and with the process that holds it.
///
/// Over a network each runner has a file of its own, and who wants to be alone takes a lock that runners look for after
/// they made theirs. Each makes its file before it looks for the other's, so at least one of the two sees the other.
struct StorePresence: Sendable {
  private let lock: KeyLock
  private let file: String?

  /// Takes part; nil while somebody removes artifacts.
  static func join(_ store: ArtifactStore) throws(PipelineError) -> StorePresence? {
    guard store.locking.isNetwork else {
      return try KeyLock.tryToShare(path(store)).map { StorePresence(lock: $0, file: nil) }
    }
    let folder = runnersFolder(store)
    try DurableFile.makeFolder(folder)
    let file = "\(folder)/\(UUID().uuidString)"
    guard let lock = try KeyLock.tryToTake(file, store.locking) else { return nil }
    let presence = StorePresence(lock: lock, file: file)
    if KeyLock.holder(of: path(store), store.locking) != nil {
      presence.leave()
      return nil
    }
    return presence
  }

  /// Is alone; nil while somebody makes artifacts. Over a network it waits for as long as it takes to see that a silent
  /// runner of another machine is gone.
  static func alone(_ store: ArtifactStore) throws(PipelineError) -> StorePresence? {
    guard let lock = try KeyLock.tryToTake(path(store), store.locking) else { return nil }
    let presence = StorePresence(lock: lock, file: nil)
    guard store.locking.isNetwork else { return presence }
    let folder = runnersFolder(store)
    guard FileManager.default.fileExists(atPath: folder) else { return presence }
    for name in try store.names(in: folder) {
      let runner = "\(folder)/\((name as NSString).deletingPathExtension)"
      let holder = KeyLock.holder(of: runner, store.locking)
      if holder?.holder.life == .living { return nil }
      // Of another machine: its signs of life are waited for.
      let wait = holder == nil ? 0 : store.locking.patience * 1.5
      guard let dead = try? KeyLock.take(runner, store.locking, within: wait) else { return nil }
      withExtendedLifetime(dead) { KeyLock.removeFiles(of: runner) }
    }
    return presence
  }

  /// Is there no more.
  func leave() {
    if let file { KeyLock.removeFiles(of: file) }
    withExtendedLifetime(lock) {}
  }

  /// The lock's file.
  static func path(_ store: ArtifactStore) -> String { store.lockFolder + "/store" }

  private static func runnersFolder(_ store: ArtifactStore) -> String { store.lockFolder + "/runners" }
}
