/// What a detector computes for one picture at prediction.
///
/// Counted are the multiplications with additions of linear layers, convolutions and both products of attention; one of
/// them is one, where others say two operations; with windows also those of queries with relative positions, and padded
/// cells count like others. Not counted: norms, activations, softmax, biases, resampling of
/// positions, RoIAlign, the choice of proposals and detections.
public struct CostRule: Sendable, Equatable {
  /// Height of the picture in pixels, a multiple of the patch size.
  public var height: Int
  /// Width of the picture in pixels, a multiple of the patch size.
  public var width: Int
  /// Regions that the second stage looks at.
  public var regions: Int
  /// Cells along a side of a region's features.
  public var roiSize: Int
  /// Detections that get a mask.
  public var masks: Int
  /// Cells along a side of a mask's features.
  public var maskSize: Int
  /// Width and height of a patch, in pixels.
  public var patchSize: Int
  /// Cells of each of the pyramid's maps, those of regions first.
  public var levelCells: [Int]
  /// How many of the maps regions may come from.
  public var regionLevels: Int
  /// The encoder's blocks.
  public var encoder: EncoderShape
  /// The windows of the encoder's blocks; nil for a plain encoder, which has a class token besides.
  public var windows: WindowedAttention?

  /// The rule of a detector. `proposals` is how many regions reach the second stage; as many masks as detections are
  /// made.
  public init(
    shape: ModelShape, settings: DetectorSettings, height: Int, width: Int, proposals: Int,
    detections: Int = PredictionSettings.reference.maxDetections
  ) {
    self.height = height
    self.width = width
    regions = proposals
    roiSize = shape.roiSize
    masks = detections
    maskSize = 2 * shape.roiSize
    patchSize = shape.patchSize
    let (rows, columns) = (height / shape.patchSize, width / shape.patchSize)
    var sizes = settings.levels.map { level in
      let scale = Double(shape.patchSize) / level.stride(patchSize: shape.patchSize)
      return (Int(Double(rows) * scale), Int(Double(columns) * scale))
    }
    if settings.hasExtraLevel, let last = sizes.last { sizes.append(((last.0 + 1) / 2, (last.1 + 1) / 2)) }
    levelCells = sizes.map { $0.0 * $0.1 }
    regionLevels = settings.levels.count
    encoder = shape.encoder
    windows = settings.windows
  }

  /// The rule of a single-object detector: one region, the whole picture.
  public init(singleObject shape: ModelShape) {
    (height, width, patchSize) = (shape.imageSize, shape.imageSize, shape.patchSize)
    (regions, roiSize) = (1, shape.grid)
    (masks, maskSize, levelCells, regionLevels) = (0, 0, [], 0)
    encoder = shape.encoder
  }

  /// Patches of the picture.
  var patches: Int { rows * columns }

  private var rows: Int { height / patchSize }
  private var columns: Int { width / patchSize }

  /// What the parameter of a key and shape takes part in.
  func multiplyAdds(_ key: String, _ shape: [Int]) -> Int {
    if TransferMap.isRelativePosition(key) { return relativeProducts(key) }
    guard shape.count >= 2, key.hasSuffix(".weight") else { return 0 }
    let name = String(key.dropLast(".weight".count))
    let weights = shape.reduce(1, *)
    let layer = weights * uses(name)
    guard name.hasSuffix(".attn.qkv") else { return layer }
    // Keys with queries, then weights with values: tokens² · width each.
    let (tokens, sequences) = sequence(name)
    return layer + 2 * tokens * tokens * shape[1] * sequences
  }

  /// Tokens that attention mixes, and how many such sequences there are.
  private func sequence(_ name: String) -> (tokens: Int, count: Int) {
    guard name.hasPrefix("backbone.") else { return (roiSize * roiSize, regions) }
    guard let windows else { return (patches + 1, 1) }
    guard !isGlobal(name) else { return (patches, 1) }
    return (windows.window * windows.window, windows.windows(along: rows) * windows.windows(along: columns))
  }

  /// Each query with the vectors of all places that a key may have along one axis.
  private func relativeProducts(_ key: String) -> Int {
    guard let windows else { return 0 }
    let places = isGlobal(key) ? (key.hasSuffix("_h") ? rows : columns) : windows.window
    let (tokens, count) = sequence(key)
    return tokens * count * encoder.width * places
  }

  /// Whether the encoder's block that a name begins with attends to the whole map.
  private func isGlobal(_ name: String) -> Bool {
    WindowedAttention.isGlobal(block: index(of: name, after: "backbone.blocks."), of: encoder.depth)
  }

  /// The number that follows a prefix.
  private func index(of name: String, after prefix: String) -> Int {
    Int(name.dropFirst(prefix.count).prefix { $0.isNumber }) ?? 0
  }

  /// How often a layer's weights are used: at each token, cell or region.
  private func uses(_ name: String) -> Int {
    func starts(_ prefix: String) -> Bool { name.hasPrefix(prefix) }
    let (laterals, outputs) = ("neck.lateral_convs.", "neck.fpn_convs.")
    if starts("backbone.patch_embed") { return patches }
    if starts("backbone.fpn1.3") { return 4 * patches }
    if starts("backbone.fpn") { return patches }
    if starts("backbone.blocks.") {
      guard windows == nil || name.contains(".attn.") else { return patches }
      let (tokens, count) = sequence(name)
      return tokens * count
    }
    if starts(laterals) { return levelCells[index(of: name, after: laterals)] }
    if starts(outputs) { return levelCells[index(of: name, after: outputs)] }
    if starts("rpn_head.") { return levelCells.reduce(0, +) }
    if starts("roi_head.mfm_fc") { return levelCells.prefix(regionLevels).reduce(0, +) }
    if starts("roi_head.mask_head.conv_logits") { return masks * 4 * maskSize * maskSize }
    if starts("roi_head.mask_head.") { return masks * maskSize * maskSize }
    let perCell = ["decoder_embed", "decoder_blocks.", "shared_convs."]
    return perCell.contains { starts("roi_head.bbox_head." + $0) } ? regions * roiSize * roiSize : regions
  }
}
