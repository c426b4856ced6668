public import StrictJSON

/// A stack of transformer blocks.
public struct TransformerSize: Sendable, Equatable {
  /// Length of each token's vector.
  public var width: Int
  /// Number of blocks.
  public var depth: Int
  /// Number of attention heads.
  public var heads: Int

  /// A stack from its numbers.
  public init(width: Int, depth: Int, heads: Int) {
    self.width = width
    self.depth = depth
    self.heads = heads
  }

  init(_ node: JSONNode, default size: TransformerSize) throws(InputError) {
    let reader = try node.object()
    width = try reader.int("width", default: size.width, in: 4...65_536)
    depth = try reader.int("depth", default: size.depth, in: 1...1_000)
    heads = try reader.int("heads", default: size.heads, in: 1...1_024)
    try reader.finish()
    guard width % heads == 0 else {
      throw node.error(found: "width \(width) with \(heads) heads", expected: "heads that divide the width")
    }
    guard width % 4 == 0 else {
      throw node.error(
        found: "width \(width)",
        expected: "a width that 4 divides, for sine and cosine positions in two directions")
    }
  }

  var json: JSONValue { ["width": .integer(width), "depth": .integer(depth), "heads": .integer(heads)] }
}

/// The MAE: what pre-training needs to know of a model, and no more, so that a change to the detector does not
/// pre-train again.
public struct BackboneSpec: Sendable, Equatable {
  /// Width and height of the model's input, in pixels.
  public var imageSize: Int
  /// Width and height of a patch, in pixels.
  public var patchSize: Int
  /// The encoder.
  public var encoder: TransformerSize
  /// The decoder.
  public var decoder: TransformerSize

  /// A backbone from its parts.
  public init(imageSize: Int, patchSize: Int, encoder: TransformerSize, decoder: TransformerSize) {
    self.imageSize = imageSize
    self.patchSize = patchSize
    self.encoder = encoder
    self.decoder = decoder
  }

  /// Reads the resolved form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    try self.init(reader, default: nil)
    try reader.finish()
  }

  init(_ reader: JSONObjectReader, default backbone: BackboneSpec?) throws(InputError) {
    func size(_ key: String, _ value: TransformerSize?) throws(InputError) -> TransformerSize {
      if let value, reader.optional(key) == nil { return value }
      return try TransformerSize(
        try reader.required(key), default: value ?? TransformerSize(width: 0, depth: 0, heads: 0))
    }
    func side(_ key: String, _ value: Int?) throws(InputError) -> Int {
      if let value { return try reader.int(key, default: value, in: 1...16_384) }
      return try reader.required(key).int(in: 1...16_384)
    }
    imageSize = try side("image_size_px", backbone?.imageSize)
    patchSize = try side("patch_size", backbone?.patchSize)
    encoder = try size("encoder", backbone?.encoder)
    decoder = try size("decoder", backbone?.decoder)
    guard imageSize % patchSize == 0 else {
      throw reader.node.error(
        found: "image_size_px \(imageSize) with patch_size \(patchSize)",
        expected: "a patch size that divides the image size")
    }
  }

  /// The backbone with every value written out.
  public var json: JSONValue { .object(members) }

  var members: [(String, JSONValue)] {
    [
      ("image_size_px", .integer(imageSize)), ("patch_size", .integer(patchSize)), ("encoder", encoder.json),
      ("decoder", decoder.json),
    ]
  }
}

/// A detector on a ViT: a preset, any of whose numbers may be overridden.
public struct ModelSpec: Sendable, Equatable {
  /// The preset that supplied what was not written.
  public var preset: ModelPreset
  /// Encoder and decoder.
  public var backbone: BackboneSpec
  /// Channels of every pyramid level.
  public var pyramidChannels: Int
  /// Width and height of a RoI's features, in cells.
  public var roiSize: Int
  /// Width of the fully connected layers of heads without a decoder.
  public var fcWidth: Int
  /// Whether the detector gives masks too, by a head of its own that reads the pyramid.
  public var maskHead: Bool
  /// The window that the model says; nil for `defaultWindowSize`.
  public var statedWindowSize: Int?
  /// Which peculiarities of the released code it has.
  public var quirks: ModelQuirks

  /// Width and height in patches of the windows that the arm `vitdet` attends within; other arms have none.
  public var windowSize: Int { statedWindowSize ?? defaultWindowSize }

  /// As large as the map that the MAE saw, as in ViTDet (14 patches); half of that with `tiny`, whose detectors see
  /// pictures no larger than the MAE's.
  public var defaultWindowSize: Int {
    let grid = backbone.imageSize / backbone.patchSize
    return preset == .tiny ? max(1, grid / 2) : grid
  }

  /// A preset as it is.
  public init(_ preset: ModelPreset) {
    self.preset = preset
    backbone = preset.backbone
    pyramidChannels = preset.pyramidChannels
    roiSize = 7
    fcWidth = preset.fcWidth
    maskHead = false
    quirks = ModelQuirks(preset, depth: preset.backbone.encoder.depth)
  }

  /// Reads the `model` section.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    self.init(try reader.required("preset").choice(of: ModelPreset.self))
    backbone = try BackboneSpec(reader, default: backbone)
    pyramidChannels = try reader.int("pyramid_channels", default: pyramidChannels, in: 1...65_536)
    roiSize = try reader.int("roi_size", default: roiSize, in: 1...64)
    fcWidth = try reader.int("fc_width", default: fcWidth, in: 1...65_536)
    maskHead = try reader.optional("mask_head")?.bool() ?? maskHead
    let window = try reader.int("window_size", default: defaultWindowSize, in: 1...1_024)
    statedWindowSize = window == defaultWindowSize ? nil : window
    quirks = try ModelQuirks(reader.optional("quirks"), preset, depth: backbone.encoder.depth)
    try reader.finish()
  }

  /// The section with every default written out, but for `mask_head`, which is there only if true, `window_size` and
  /// `quirks`: models without them keep the keys that they had before there were any.
  public var json: JSONValue {
    .object(
      [("preset", .string(preset.rawValue))] + backbone.members + [
        ("pyramid_channels", .integer(pyramidChannels)), ("roi_size", .integer(roiSize)),
        ("fc_width", .integer(fcWidth)),
      ] + rareMembers)
  }

  /// What is written only where it differs from the default, so that older experiments keep their keys.
  private var rareMembers: [(String, JSONValue)] {
    (maskHead ? [("mask_head", .bool(true))] : [])
      + (windowSize == defaultWindowSize ? [] : [("window_size", .integer(windowSize))])
      + (quirks.json(preset, depth: backbone.encoder.depth).map { [("quirks", $0)] } ?? [])
  }
}
