public import Torch

/// Where the present values of a parameter came from.
public enum ParameterSource: Sendable, Equatable {
  /// Drawn from the stream named after the parameter, seeded by the store's seed.
  case drawn(seed: UInt64, stream: String, distribution: String)
  /// Not random: zeros, ones, sin-cos positions.
  case fixed(String)
  /// Read from a checkpoint: the key there and the SHA-256 of the tensor's bytes.
  case loaded(key: String, digest: String)
}

/// The named tensors of a model, in the order in which its layers were made.
///
/// Keys equal those of the reference checkpoints (`blocks.0.attn.qkv.weight`). Every random parameter is drawn from
/// its own stream (seed, key): two models with the same seed share the values of every parameter they have in common,
/// whatever else they hold.
public final class ParameterStore {
  /// One named tensor.
  public struct Entry {
    /// Name, as in the reference checkpoints.
    public let key: String
    /// The values; a leaf that training changes in place.
    public let tensor: Tensor
    /// Whether this is a buffer (running statistics, fixed positions) and no parameter.
    public let isBuffer: Bool
    /// Where the values came from.
    public var source: ParameterSource
  }

  /// Seed of every stream.
  public let seed: UInt64
  /// Where the tensors live.
  public let device: Device
  /// All tensors, in order of creation.
  public private(set) var entries: [Entry] = []
  /// Whether the tensors have their shapes alone: one zero, repeated. Such a model can be counted, and no more.
  public let hasShapesOnly: Bool
  private var places: [String: Int] = [:]

  /// An empty store. With `shapesOnly` nothing is drawn and next to no memory is used, whatever the model's size.
  public init(seed: UInt64, device: Device = .cpu, shapesOnly: Bool = false) {
    self.seed = seed
    self.device = device
    hasShapesOnly = shapesOnly
  }

  /// Adds a trainable parameter. A key that exists already is a bug.
  public func parameter(_ key: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    add(key, shape, initializer, isBuffer: false)
  }

  /// Adds a tensor that no optimiser touches.
  public func buffer(_ key: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    add(key, shape, initializer, isBuffer: true)
  }

  /// The entry of a key, nil when there is none.
  public subscript(key: String) -> Entry? { places[key].map { entries[$0] } }

  /// Notes where the values of a key now come from.
  public func setSource(_ source: ParameterSource, of key: String) {
    guard let place = places[key] else { fatalError("no parameter is named \(key)") }
    entries[place].source = source
  }

  /// The parameters that are trained, in order.
  public var trainable: [Entry] { entries.filter { !$0.isBuffer && $0.tensor.requiresGrad } }

  /// Stops (or starts again) the training of every parameter whose key begins with one of the prefixes.
  public func setTrainable(_ value: Bool, prefixes: [String]) {
    for entry in entries where !entry.isBuffer && prefixes.contains(where: { entry.key.hasPrefix($0) }) {
      entry.tensor.requireGrad(value)
    }
  }

  /// Numbers in all parameters, buffers not counted.
  public var parameterCount: Int { entries.filter { !$0.isBuffer }.reduce(0) { $0 + $1.tensor.count } }

  private func add(_ key: String, _ shape: [Int], _ initializer: Initializer, isBuffer: Bool) -> Tensor {
    guard places[key] == nil else { fatalError("two parameters are named \(key)") }
    let tensor: Tensor
    if hasShapesOnly {
      tensor = Tensor.zeros([1]).expand(shape)
    } else {
      let stream = Generator(seed: Self.streamSeed(seed, key))
      tensor = initializer.tensor(shape, stream).to(device)
      if !isBuffer { tensor.requireGrad() }
    }
    let source: ParameterSource =
      initializer.isRandom
      ? .drawn(seed: seed, stream: key, distribution: initializer.label) : .fixed(initializer.label)
    places[key] = entries.count
    entries.append(Entry(key: key, tensor: tensor, isBuffer: isBuffer, source: source))
    return tensor
  }

  /// Seed of a named stream: FNV-1a over the name, mixed with the seed by SplitMix64's finaliser.
  public static func streamSeed(_ seed: UInt64, _ name: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var z = (seed &+ 0x9e37_79b9_7f4a_7c15) ^ hash
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// A place in the tree of parameter names: a store and the prefix of the keys made here.
public struct Scope {
  /// The store that holds the tensors.
  public let store: ParameterStore
  /// Prefix of every key, without the last dot; empty at the root.
  public let prefix: String

  /// The root of a store.
  public init(_ store: ParameterStore, prefix: String = "") {
    self.store = store
    self.prefix = prefix
  }

  /// A place below.
  public static func / (scope: Scope, name: String) -> Scope { Scope(scope.store, prefix: scope.key(name)) }
  /// A numbered place below.
  public static func / (scope: Scope, index: Int) -> Scope { scope / String(index) }

  /// The full key of a name here.
  public func key(_ name: String) -> String { prefix.isEmpty ? name : "\(prefix).\(name)" }

  /// Adds a trainable parameter here.
  public func parameter(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    store.parameter(key(name), shape, initializer)
  }

  /// Adds a buffer here.
  public func buffer(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    store.buffer(key(name), shape, initializer)
  }
}
