import Spec

/// The stages that other runners were at when they were last asked for. They are asked for again after a while; until
/// then this runner does others.
struct HeldStages {
  /// Seconds until a stage is asked for again: a file server need not be asked ten times a second.
  let patience: Double

  private(set) var keys: Set<Digest> = []
  private var told: Set<Digest> = []
  private var since = ContinuousClock.now

  init(_ locking: Locking) { patience = locking.isNetwork ? min(1, locking.beat) : 0.1 }

  /// Whether no stage is held elsewhere.
  var isEmpty: Bool { keys.isEmpty }

  /// Notes a stage, and says whether it is the first time.
  mutating func add(_ key: Digest) -> Bool {
    if keys.isEmpty { since = .now }
    keys.insert(key)
    return told.insert(key).inserted
  }

  /// Forgets all of them once they have been held for a while.
  mutating func forgetOld() {
    if !keys.isEmpty, since.duration(to: .now) >= .seconds(patience) { keys = [] }
  }

  /// Forgets all of them.
  mutating func forget() { keys = [] }
}
