public import NN
public import StrictJSON
import Torch

/// Where every tensor of a detector came from, and which arm that makes it: an arm is proven, not labelled.
public struct TransferProof: Sendable, Equatable {
  /// The origin of one tensor.
  public struct Record: Sendable, Equatable {
    /// Key in the detector.
    public let key: String
    /// Its shape.
    public let shape: [Int]
    /// Where its values came from.
    public let source: ParameterSource

    /// A record.
    public init(key: String, shape: [Int], source: ParameterSource) {
      (self.key, self.shape, self.source) = (key, shape, source)
    }

    /// Whether the values were read from a checkpoint.
    public var isLoaded: Bool {
      if case .loaded = source { true } else { false }
    }
    /// Numbers in the tensor.
    public var count: Int { shape.reduce(1, *) }
  }

  /// The arm that was asked for.
  public let declared: Arm
  /// The names by which parts are told.
  public let map: TransferMap
  /// Where the detector takes region features from, as it was built; nil for one of single objects.
  public let features: RegionFeatureSource?
  /// SHA-256 of the MAE's file, nil if none was used or it is not known.
  public let fileDigest: String?
  /// Keys of tensors of the parts that were loaded for which the arm's detector has no place, as for the class token.
  public let unused: [String]
  /// One record a tensor, in the detector's order.
  public let records: [Record]

  /// A proof from its records.
  public init(
    declared: Arm, map: TransferMap = TransferMap(), features: RegionFeatureSource? = nil, fileDigest: String? = nil,
    unused: [String] = [], records: [Record]
  ) {
    self.declared = declared
    self.map = map
    self.features = features
    self.fileDigest = fileDigest
    self.unused = unused
    self.records = records
  }

  /// The proof of a store as it is now.
  init(
    declared: Arm, map: TransferMap, features: RegionFeatureSource?, fileDigest: String?, unused: [String],
    store: ParameterStore
  ) {
    self.init(
      declared: declared, map: map, features: features, fileDigest: fileDigest, unused: unused,
      records: store.entries.map { Record(key: $0.key, shape: $0.tensor.shape, source: $0.source) })
  }

  /// The arm that the records and the source of region features make, whatever was declared; nil when they make none,
  /// as with half an encoder loaded.
  public var derived: Arm? {
    var loaded: [TransferMap.Part: Int] = [:]
    var all: [TransferMap.Part: Int] = [:]
    for record in records {
      let part = map.source(of: record.key)?.part
      guard let part else {
        if record.isLoaded { return nil }  // No arm loads anything that an MAE does not have.
        continue
      }
      all[part, default: 0] += 1
      if record.isLoaded { loaded[part, default: 0] += 1 }
    }
    /// nil for an absent part, else whether it was loaded as a whole; outer nil for a part loaded in part.
    func state(_ part: TransferMap.Part) -> Bool?? {
      guard let count = all[part] else { return .some(nil) }
      switch loaded[part, default: 0] {
      case 0: return .some(false)
      case count: return .some(true)
      default: return nil
      }
    }
    guard let encoder = state(.encoder), let decoder = state(.decoder) else { return nil }
    let hasWindows = records.contains { TransferMap.isRelativePosition($0.key) }
    let head = decoder != nil ? .decoder : ownHead
    // Without a choice of features, as for single objects, the first arm that has the rest is meant.
    return Arm.allCases.first { arm in
      arm.loadsEncoder == encoder && arm.loadsDecoder == (decoder ?? false) && arm.head == head
        && arm.hasWindows == hasWindows && (features == nil || arm.features == features)
    }
  }

  /// The head that the records show where it is no decoder.
  private var ownHead: RegionHeadKind {
    let convolution = map.headPrefix + "shared_convs.0."
    if records.contains(where: { $0.key.hasPrefix(convolution + "ln.") }) { return .channelNormedConvolutional }
    return records.contains { $0.key.hasPrefix(convolution) } ? .convolutional : .fullyConnected
  }

  /// Refuses records that do not make the declared arm.
  public func verify() throws(InputError) {
    guard derived == declared else {
      throw InputError(
        found: "a detector whose tensors make \(derived.map { "the arm \($0.rawValue)" } ?? "no arm")",
        expected: "the arm \(declared.rawValue)")
    }
  }
}
