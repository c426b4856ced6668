public import StrictJSON

/// What the stage `import-weights` does: takes an MAE that was trained elsewhere. The file's path is not part of it, it
/// comes with the request.
public struct ImportWeightsConfig: Sendable, Equatable {
  /// The MAE that the file must hold.
  public var model: BackboneSpec
  /// SHA-256 of the file.
  public var checkpoint: Digest

  /// A configuration from its parts.
  public init(model: BackboneSpec, checkpoint: Digest) {
    self.model = model
    self.checkpoint = checkpoint
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    model = try BackboneSpec(try reader.required("model"))
    checkpoint = try reader.required("checkpoint").digest()
    try reader.finish()
  }

  /// All settings.
  public var json: JSONValue { ["model": model.json, "checkpoint": .string(checkpoint.hex)] }
}
