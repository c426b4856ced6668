public import NN
import Torch

/// Splits parameters into optimiser groups by weight decay and layer-wise learning-rate decay.
public struct ParameterGroups {
  /// Decay of everything that has at least two dimensions and is no token or position table.
  public let weightDecay: Double
  /// Learning-rate factor per layer below the top; 1 turns the rule off.
  public let layerDecay: Double
  /// Blocks of the encoder.
  public let depth: Int
  /// Prefix of the encoder's keys, e.g. `backbone.`; empty for a bare encoder.
  public let encoderPrefix: String

  /// The rule with its settings.
  public init(weightDecay: Double, layerDecay: Double = 1, depth: Int, encoderPrefix: String) {
    self.weightDecay = weightDecay
    self.layerDecay = layerDecay
    self.depth = depth
    self.encoderPrefix = encoderPrefix
  }

  /// Groups of the trainable parameters, in a fixed order.
  public func groups(_ store: ParameterStore) -> [AdamW.Group] {
    var order: [String] = []
    var members: [String: [ParameterStore.Entry]] = [:]
    for entry in store.trainable {
      let name = "\(layer(of: entry.key)) \(decays(entry))"
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(entry)
    }
    return order.compactMap { name in
      guard let entries = members[name], let first = entries.first else { return nil }
      return AdamW.Group(
        parameters: entries.map(\.tensor), lrScale: lrScale(of: first.key),
        weightDecay: decays(first) ? weightDecay : 0)
    }
  }

  /// The learning-rate factor of a key: `layerDecay` to the power of the layers above it.
  public func lrScale(of key: String) -> Double {
    var scale = 1.0
    for _ in 0..<(depth + 1 - layer(of: key)) { scale *= layerDecay }
    return scale
  }

  /// imTED's numbering: tokens, positions and patch embedding 0, block i is i + 1, everything else on top.
  func layer(of key: String) -> Int {
    guard key.hasPrefix(encoderPrefix) else { return depth + 1 }
    let name = key.dropFirst(encoderPrefix.count)
    if name == "cls_token" || name == "pos_embed" || name.hasPrefix("patch_embed.") { return 0 }
    let parts = name.split(separator: ".")
    if parts.count > 1, parts[0] == "blocks", let block = Int(parts[1]) { return block + 1 }
    return depth + 1
  }

  /// Tensors of one dimension, biases, tokens and position tables do not decay.
  func decays(_ entry: ParameterStore.Entry) -> Bool {
    entry.tensor.rank > 1 && !entry.key.hasSuffix("bias") && !entry.key.hasSuffix("_token")
      && !entry.key.hasSuffix("pos_embed")
  }
}
