import StrictJSON

/// Peculiarities of imTED's released code that a model follows or not: `model.quirks`. docs/PROTOCOLS.md says what each
/// of them changes.
public struct ModelQuirks: Sendable, Equatable {
  /// How position tables are resampled to another grid.
  public enum PositionResize: String, CaseIterable, Sendable, Hashable {
    /// By the factor (n + 0.1) / grid, as the released code does.
    case reference
    /// By the sizes of the grids.
    case exact
  }

  /// What the sum of the regions' box losses is divided by.
  public enum BoxDivisor: String, CaseIterable, Sendable, Hashable {
    /// All sampled regions, background among them, as the released code does.
    case sampled
    /// The positives alone.
    case positives
  }

  /// Which label a category gets.
  public enum LabelOrder: String, CaseIterable, Sendable, Hashable {
    /// The order of the categories in the file that is read, as mmdetection has it: files in another order shift labels,
    /// so the check of the data refuses them.
    case file
    /// Base categories, then novel ones, each in the order of the data section: the same for every file.
    case declared
  }

  /// How the layers start that give classes and boxes.
  public enum OutputInit: String, CaseIterable, Sendable, Hashable {
    /// As mmdetection's heads start them, normal with 0.01 and 0.001 and no bias; but as PyTorch does behind a decoder,
    /// where the released code leaves mmdetection's own start out.
    case reference
    /// As PyTorch does, whatever the head, so that arms differ in nothing but their heads.
    case same
  }

  /// How position tables are resampled.
  public var positionResize = PositionResize.reference
  /// Number of the encoder's block, from 0, whose map the pyramid is made of; nil for the last one's.
  public var pyramidBlock: Int?
  /// What the sum of the box losses is divided by.
  public var boxDivisor = BoxDivisor.sampled
  /// Which label a category gets.
  public var labelOrder = LabelOrder.file
  /// Whether the regions that tie for an object's best are positive of it in the second stage; nil for the released
  /// code's choice: with masks only.
  public var matchesLowQuality: Bool?
  /// How output layers start.
  public var outputInit: OutputInit

  /// The defaults of a model. The released code takes the pyramid from block 11 whatever the depth, which is the last one
  /// but for ViT-L; other presets are ours, take the last, and start all heads the same.
  public init(_ preset: ModelPreset, depth: Int) {
    pyramidBlock = preset != .tiny && depth > 12 ? 11 : nil
    outputInit = preset == .tiny ? .same : .reference
  }

  /// Reads the section; nil for one that is not there.
  init(_ node: JSONNode?, _ preset: ModelPreset, depth: Int) throws(InputError) {
    self.init(preset, depth: depth)
    guard let node else { return }
    let reader = try node.object()
    positionResize = try reader.choice("position_resize", default: positionResize)
    if let block = reader.optional("pyramid_block") {
      let number = try block.int(in: 0...depth - 1)
      pyramidBlock = number == depth - 1 ? nil : number
    }
    boxDivisor = try reader.choice("box_divisor", default: boxDivisor)
    labelOrder = try reader.choice("label_order", default: labelOrder)
    matchesLowQuality = try reader.optional("match_low_quality").map { (node) throws(InputError) in try node.bool() }
    outputInit = try reader.choice("output_init", default: outputInit)
    try reader.finish()
  }

  /// What differs from a model that takes the pyramid from its last block, starts all heads the same and otherwise follows the released code; nil
  /// for such a one, so that its keys are those of a time without this section.
  func json(_ preset: ModelPreset, depth: Int) -> JSONValue? {
    var object = JSONObject([])
    if positionResize != .reference { object["position_resize"] = .string(positionResize.rawValue) }
    if pyramidBlock != nil || pyramidBlock != ModelQuirks(preset, depth: depth).pyramidBlock {
      object["pyramid_block"] = .integer(pyramidBlock ?? depth - 1)
    }
    if boxDivisor != .sampled { object["box_divisor"] = .string(boxDivisor.rawValue) }
    if labelOrder != .file { object["label_order"] = .string(labelOrder.rawValue) }
    object["match_low_quality"] = matchesLowQuality.map { .bool($0) }
    if outputInit != .same || outputInit != ModelQuirks(preset, depth: depth).outputInit {
      object["output_init"] = .string(outputInit.rawValue)
    }
    return object == JSONObject([]) ? nil : .object(object)
  }
}
