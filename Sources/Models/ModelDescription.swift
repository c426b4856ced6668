public import NN
import Torch

/// A detector's layers with their numbers of parameters and what a picture costs in them.
public struct ModelDescription: Sendable, Equatable {
  /// A layer, or a parameter that belongs to none.
  public struct Layer: Sendable, Equatable {
    /// Key without the parameter's own name: `backbone.blocks.0.attn.qkv`.
    public let name: String
    /// The part that it belongs to.
    public let part: ModelPart
    /// Numbers that training may change.
    public var trained = 0
    /// Numbers that it never changes: fixed positions. Running statistics are not counted at all.
    public var fixed = 0
    /// Multiplications with additions for one picture.
    public var multiplyAdds = 0

    /// Numbers in all.
    public var parameters: Int { trained + fixed }
  }

  /// In the order in which the layers are made.
  public let layers: [Layer]

  /// The layers of a model in a store, which may have shapes alone, and what they cost by `rule`.
  public init(_ store: ParameterStore, _ rule: CostRule) {
    var layers: [Layer] = []
    var places: [String: Int] = [:]
    for entry in store.entries where !entry.key.contains(".running_") {
      guard let part = ModelPart(key: entry.key) else { fatalError("\(entry.key) belongs to no part of a detector") }
      let name = Self.layer(of: entry.key)
      let place = places[name] ?? layers.count
      if place == layers.count {
        layers.append(Layer(name: name, part: part))
        places[name] = place
      }
      if entry.isBuffer {
        layers[place].fixed += entry.tensor.count
      } else {
        layers[place].trained += entry.tensor.count
      }
      layers[place].multiplyAdds += rule.multiplyAdds(entry.key, entry.tensor.shape)
    }
    self.layers = layers
  }

  /// The sum of a number over a part's layers, or over all.
  public func sum(of part: ModelPart? = nil, _ number: (Layer) -> Int) -> Int {
    layers.reduce(0) { $0 + (part == nil || $1.part == part ? number($1) : 0) }
  }

  /// A key without `.weight` or `.bias`.
  private static func layer(of key: String) -> String {
    for suffix in [".weight", ".bias"] where key.hasSuffix(suffix) { return String(key.dropLast(suffix.count)) }
    return key
  }
}
