public import StrictJSON

/// What the stage `pretrain` does. It knows the backbone only, so that arms and detectors share it.
public struct PretrainConfig: Sendable, Equatable {
  /// The MAE.
  public var model: BackboneSpec
  /// Its training.
  public var pretrain: PretrainSpec

  /// A configuration from its parts.
  public init(model: BackboneSpec, pretrain: PretrainSpec) {
    self.model = model
    self.pretrain = pretrain
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    model = try BackboneSpec(try reader.required("model"))
    pretrain = try PretrainSpec(try reader.required("pretrain"))
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue { ["model": model.json, "pretrain": pretrain.json] }
}
