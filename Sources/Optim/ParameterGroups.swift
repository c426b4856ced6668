public import NN
import Torch

/// Splits parameters into optimiser groups by weight decay and layer-wise learning-rate decay.
public struct ParameterGroups {
  /// How layers are numbered for the decay of the learning rate, the top one having the full rate.
  public enum LayerRule: Sendable, Equatable {
    /// Tokens, positions and patch embedding of the encoder are 0, its block i is i + 1, everything else is on top
    /// (imTED's full and base training).
    case encoder
    /// Nothing of the encoder is trained. The head's embedding and the norm before it follow on the encoder's blocks,
    /// then come the decoder's blocks, then everything else (imTED's fine-tuning on few shots).
    case encoderAndDecoder(decoderDepth: Int)
  }

  /// Which parameters do not decay.
  public enum Undecayed: Sendable, Equatable {
    /// Tensors of one dimension, biases, tokens and position tables (imTED).
    case vectors
    /// Tensors of one dimension and biases; tokens decay (MAE's pre-training).
    case oneDimensional
    /// The weights and biases of norms, and position tables (ViTDet's B and L).
    case norms
    /// None (ViTDet's H).
    case nothing
  }

  /// Decay of everything that decays.
  public let weightDecay: Double
  /// Learning-rate factor per layer below the top; 1 turns the rule off.
  public let layerDecay: Double
  /// Blocks of the encoder.
  public let depth: Int
  /// Prefix of the encoder's keys, e.g. `backbone.`; empty for a bare encoder.
  public let encoderPrefix: String
  /// How layers are numbered.
  public let layerRule: LayerRule
  /// Which parameters do not decay.
  public let undecayed: Undecayed

  /// The rule with its settings.
  public init(
    weightDecay: Double, layerDecay: Double = 1, depth: Int, encoderPrefix: String, layerRule: LayerRule = .encoder,
    undecayed: Undecayed = .vectors
  ) {
    self.weightDecay = weightDecay
    self.layerDecay = layerDecay
    self.depth = depth
    self.encoderPrefix = encoderPrefix
    self.layerRule = layerRule
    self.undecayed = undecayed
  }

  /// Groups of the trainable parameters, in a fixed order.
  public func groups(_ store: ParameterStore) -> [AdamW.Group] {
    var order: [String] = []
    var members: [String: [ParameterStore.Entry]] = [:]
    for entry in store.trainable where isOptimised(entry.key) {
      let name = "\(layer(of: entry.key)) \(decays(entry, in: store))"
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(entry)
    }
    return order.compactMap { name in
      guard let entries = members[name], let first = entries.first else { return nil }
      return AdamW.Group(
        parameters: entries.map(\.tensor), lrScale: lrScale(of: first.key),
        weightDecay: decays(first, in: store) ? weightDecay : 0)
    }
  }

  /// The learning-rate factor of a key: `layerDecay` to the power of the layers above it.
  public func lrScale(of key: String) -> Double {
    var scale = 1.0
    for _ in 0..<(top - layer(of: key)) { scale *= layerDecay }
    return scale
  }

  private func isOptimised(_ key: String) -> Bool { layerRule == .encoder || !key.hasPrefix(encoderPrefix) }

  /// Number of the layer that has the full rate.
  private var top: Int {
    switch layerRule {
    case .encoder: depth + 1
    case .encoderAndDecoder(let decoderDepth): depth + decoderDepth + 2
    }
  }

  func layer(of key: String) -> Int {
    switch layerRule {
    case .encoder: encoderLayer(of: key)
    case .encoderAndDecoder: decoderLayer(of: key)
    }
  }

  private func encoderLayer(of key: String) -> Int {
    guard key.hasPrefix(encoderPrefix) else { return top }
    let name = key.dropFirst(encoderPrefix.count)
    if name == "cls_token" || name == "pos_embed" || name.hasPrefix("patch_embed.") { return 0 }
    return Self.block("blocks", in: name).map { $0 + 1 } ?? top
  }

  private func decoderLayer(of key: String) -> Int {
    let prefix = "roi_head.bbox_head."
    guard key.hasPrefix(prefix) else { return top }
    let name = key.dropFirst(prefix.count)
    if name.hasPrefix("norm.") || name.hasPrefix("decoder_embed.") { return depth + 1 }
    return Self.block("decoder_blocks", in: name).map { $0 + depth + 2 } ?? top
  }

  private static func block(_ list: String, in name: Substring) -> Int? {
    let parts = name.split(separator: ".")
    return parts.count > 1 && parts[0] == list ? Int(parts[1]) : nil
  }

  func decays(_ entry: ParameterStore.Entry, in store: ParameterStore) -> Bool {
    switch undecayed {
    case .vectors:
      entry.tensor.rank > 1 && !entry.key.hasSuffix("bias") && !entry.key.hasSuffix("_token")
        && !entry.key.hasSuffix("pos_embed")
    case .oneDimensional: entry.tensor.rank > 1 && !entry.key.hasSuffix("bias")
    case .norms: !entry.key.hasSuffix("pos_embed") && !isOfNorm(entry.key, in: store)
    case .nothing: true
    }
  }

  /// Whether a key is a norm's weight or bias: of all layers, only norms have a weight of one dimension.
  private func isOfNorm(_ key: String, in store: ParameterStore) -> Bool {
    for ending in [".weight", ".bias"] where key.hasSuffix(ending) {
      return store[key.dropLast(ending.count) + ".weight"]?.tensor.rank == 1
    }
    return false
  }
}
