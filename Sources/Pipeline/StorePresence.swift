/// Says between processes that somebody makes artifacts in a store. Runners share it; who removes artifacts needs it
/// alone. It ends with the value, and with the process that holds it.
struct StorePresence: Sendable {
  private let lock: KeyLock

  /// Takes part; nil while somebody removes artifacts.
  static func join(_ store: ArtifactStore) throws(PipelineError) -> StorePresence? {
    try KeyLock.tryToShare(path(store)).map { StorePresence(lock: $0) }
  }

  /// Is alone; nil while somebody makes artifacts.
  static func alone(_ store: ArtifactStore) throws(PipelineError) -> StorePresence? {
    try KeyLock.tryToTake(path(store)).map { StorePresence(lock: $0) }
  }

  /// The lock's file.
  static func path(_ store: ArtifactStore) -> String { store.lockFolder + "/store" }
}
