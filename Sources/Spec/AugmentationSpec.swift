public import StrictJSON

/// How training pictures are brought to their size: `train.augmentation` with its `policy`. Lengths are in pixels.
public enum AugmentationSpec: Sendable, Equatable {
  /// Every picture is stretched to the model's square.
  case square
  /// The short side is one of several lengths.
  case multiScale(ScaleSpec)
  /// As `multiScale`, or half of the time a random part of the picture first (the pipeline of DETR and imTED).
  case multiScaleCrop(ScaleSpec, before: ScaleSpec, part: ClosedRange<Int>)
  /// Large-scale jitter to a square (ViTDet).
  case largeScaleJitter(side: Int, scale: ClosedRange<Double>)

  /// Lengths of the short side, all equally likely, and the longest long side.
  public struct ScaleSpec: Sendable, Equatable {
    /// Lengths of the short side.
    public var short: [Int]
    /// The most that the long side may have; the short one is then shorter.
    public var long: Int

    /// A scale.
    public init(short: [Int], long: Int) { (self.short, self.long) = (short, long) }
  }

  /// The names of the policies.
  public enum Policy: String, CaseIterable, Sendable {
    case square
    case multiScale = "multi-scale"
    case multiScaleCrop = "multi-scale-crop"
    case largeScaleJitter = "large-scale-jitter"
  }

  /// imTED's lengths: 480, 512 … 800, at most 1333.
  public static let referenceScale = ScaleSpec(short: Array(stride(from: 480, through: 800, by: 32)), long: 1333)
  /// imTED's lengths before a crop.
  public static let referenceBefore = ScaleSpec(short: [400, 500, 600], long: 1333)
  /// imTED's width and height of a crop.
  public static let referencePart = 384...600

  /// Whether pictures of different sizes are padded to make a batch.
  public var padsPictures: Bool {
    switch self {
    case .multiScale, .multiScaleCrop: true
    case .square, .largeScaleJitter: false
    }
  }

  private static let side = 1...100_000

  /// Reads the section. A key that is not the policy's is refused.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    switch try reader.required("policy").choice(of: Policy.self) {
    case .square: self = .square
    case .multiScale: self = .multiScale(try Self.scale(reader, "short_side_px", Self.referenceScale))
    case .multiScaleCrop:
      let scale = try Self.scale(reader, "short_side_px", Self.referenceScale)
      let before = try Self.scale(reader, "crop_short_side_px", Self.referenceBefore)
      var part = Self.referencePart
      if let node = reader.optional("crop_px") {
        part = try node.orderedPair { (node) throws(InputError) in try node.int(in: Self.side) }
      }
      self = .multiScaleCrop(scale, before: before, part: part)
    case .largeScaleJitter:
      var scale = 0.1...2.0
      if let node = reader.optional("scale") {
        scale = try node.orderedPair { (node) throws(InputError) in try node.double(in: 0.01...10) }
      }
      self = .largeScaleJitter(side: try reader.int("size_px", default: 1024, in: Self.side), scale: scale)
    }
    try reader.finish()
  }

  private static func scale(
    _ reader: JSONObjectReader, _ key: String, _ value: ScaleSpec
  ) throws(InputError) -> ScaleSpec {
    var scale = value
    if let node = reader.optional(key) {
      scale.short = try node.list { (node) throws(InputError) in try node.int(in: side) }
    }
    scale.long = try reader.int("long_side_px", default: value.long, in: side)
    return scale
  }

  /// The policy's name.
  public var policy: Policy {
    switch self {
    case .square: .square
    case .multiScale: .multiScale
    case .multiScaleCrop: .multiScaleCrop
    case .largeScaleJitter: .largeScaleJitter
    }
  }

  /// The section with every default written out.
  public var json: JSONValue {
    let policy = ("policy", JSONValue.string(policy.rawValue))
    func lengths(_ short: [Int]) -> JSONValue { .array(short.map { .integer($0) }) }
    switch self {
    case .square: return .object([policy])
    case .multiScale(let scale):
      return .object([policy, ("short_side_px", lengths(scale.short)), ("long_side_px", .integer(scale.long))])
    case .multiScaleCrop(let scale, let before, let part):
      return .object([
        policy, ("short_side_px", lengths(scale.short)), ("long_side_px", .integer(scale.long)),
        ("crop_short_side_px", lengths(before.short)), ("crop_px", lengths([part.lowerBound, part.upperBound])),
      ])
    case .largeScaleJitter(let side, let scale):
      return .object([
        policy, ("size_px", .integer(side)), ("scale", [.number(scale.lowerBound), .number(scale.upperBound)]),
      ])
    }
  }
}

/// The size of pictures in evaluation: `evaluation.test_size`, in pixels, proportions kept.
public struct TestSizeSpec: Sendable, Equatable {
  /// Length of the short side.
  public var short: Int
  /// The most that the long side may have.
  public var long: Int

  /// A size; the defaults are imTED's.
  public init(short: Int = 800, long: Int = 1333) { (self.short, self.long) = (short, long) }

  /// Reads the section.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    short = try reader.required("short_side_px").int(in: 1...100_000)
    long = try reader.required("long_side_px").int(in: 1...100_000)
    try reader.finish()
  }

  /// The section.
  public var json: JSONValue { ["short_side_px": .integer(short), "long_side_px": .integer(long)] }
}
