public import Checkpoints
public import NN
public import StrictJSON
import Torch

/// Fills a freshly made detector with what its arm takes from an MAE.
public struct TransferPlan: Sendable, Equatable {
  /// The arm.
  public let arm: Arm
  /// The names on both sides.
  public let map: TransferMap

  /// The plan of an arm.
  public init(arm: Arm, map: TransferMap = TransferMap()) {
    self.arm = arm
    self.map = map
  }

  /// Key in the MAE of a tensor of the detector that this arm loads; nil for one that keeps its drawn values.
  public func source(of key: String) -> String? {
    guard let source = map.source(of: key), loads(source.part) else { return nil }
    return source.key
  }

  /// Loads what the arm claims and proves it. `features` is where the detector takes region features from, nil for one
  /// of single objects. `checkpoint` holds the tensors of an MAE by key, and is not looked at for `scratch`; `file` is
  /// named in errors, `fileDigest` (its SHA-256) stands in the proof.
  ///
  /// Throws `InputError` when the checkpoint lacks a tensor that the arm needs, has it in another shape, or has blocks
  /// that the model has no place for; then nothing has been loaded. Also throws when what was loaded is not what the
  /// arm says, as with a detector of another arm's shape.
  @discardableResult
  public func apply(
    to store: ParameterStore, features: RegionFeatureSource?, from checkpoint: [String: StoredTensor],
    file: String? = nil, fileDigest: String? = nil
  ) throws(InputError) -> TransferProof {
    var claims: [(key: String, tensor: StoredTensor)] = []
    for entry in store.entries {
      guard let source = source(of: entry.key) else { continue }
      claims.append((entry.key, try claimed(source, for: entry, in: checkpoint, file)))
    }
    try refuseLeftovers(checkpoint, used: Set(claims.map(\.tensor.key)), file)
    for claim in claims { try store.load(claim.tensor, into: claim.key) }
    let proof = TransferProof(
      declared: arm, map: map, features: features, fileDigest: arm.loadsEncoder ? fileDigest : nil,
      unused: arm.unusedKeys.filter { checkpoint[$0] != nil }, store: store)
    try proof.verify()
    return proof
  }

  private func loads(_ part: TransferMap.Part) -> Bool {
    switch part {
    case .encoder: arm.loadsEncoder
    case .decoder: arm.loadsDecoder
    }
  }

  private func claimed(
    _ source: String, for entry: ParameterStore.Entry, in checkpoint: [String: StoredTensor], _ file: String?
  ) throws(InputError) -> StoredTensor {
    let shape = entry.tensor.shape
    guard let tensor = checkpoint[source] else {
      throw InputError(
        file: file, found: "no tensor \"\(source)\"",
        expected: "one of shape \(shape), which the arm \(arm.rawValue) loads into \"\(entry.key)\"",
        nearest: NearestName.to(source, among: checkpoint.keys.sorted()))
    }
    guard tensor.shape == shape else {
      throw InputError(
        file: file, found: "the tensor \"\(source)\" of shape \(tensor.shape)",
        expected: "shape \(shape), as the arm \(arm.rawValue) loads it into \"\(entry.key)\"")
    }
    return tensor
  }

  /// An MAE that is deeper than the model would otherwise be cut off in silence.
  private func refuseLeftovers(
    _ checkpoint: [String: StoredTensor], used: Set<String>, _ file: String?
  ) throws(InputError) {
    for key in checkpoint.keys.sorted() where !used.contains(key) {
      guard let part = TransferMap.part(ofMAEKey: key), loads(part), !arm.unusedKeys.contains(key) else { continue }
      throw InputError(
        file: file, found: "the tensor \"\(key)\", for which the model has no place",
        expected: "an MAE whose \(part.rawValue) has the model's size")
    }
  }
}
