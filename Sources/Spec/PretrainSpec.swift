public import StrictJSON

/// MAE pre-training, or a checkpoint in its stead. Stored values are the defaults.
public struct PretrainSpec: Sendable, Equatable {
  /// A file with the weights of an MAE that was trained elsewhere: safetensors, or `.pth` as MAE publishes it. Its path
  /// is taken from the spec's folder. Then nothing is pre-trained and all other fields are without meaning.
  public var checkpoint: String?
  /// Seed of initial values, order, crops and masks.
  public var seed = 0
  /// Images shown in all, counting repetitions.
  public var samples = 282_000
  /// Images in a step.
  public var batchSize = 128
  /// Peak learning rate.
  public var lr = 0.001
  /// AdamW's weight decay.
  public var weightDecay = 0.05
  /// Share of the steps in which the rate rises from 0 to its peak.
  public var warmupShare = 0.05
  /// Share of the patches that are hidden.
  public var maskRatio = 0.75
  /// Whether the target is each patch less its mean, over its standard deviation.
  public var normPixLoss = true
  /// Smallest and largest share of the image's area in a random crop.
  public var cropScale = 0.5...1.0
  /// Number format of activations.
  public var precision = Precision.float32
  /// What few experiments touch.
  public var optimizer = OptimizerSpec(betas: [0.9, 0.95])

  /// The defaults.
  public init() {}

  /// Reads the `pretrain` section.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    if let node = reader.optional("checkpoint") {
      let path = try node.string()
      guard !path.isEmpty else { throw node.error(found: "an empty path", expected: "a checkpoint's path") }
      guard reader.keys == ["checkpoint"] else {
        throw reader.node.error(
          found: "a checkpoint together with settings of pre-training",
          expected: "either \"checkpoint\" alone or settings alone, as nothing is pre-trained with a checkpoint")
      }
      checkpoint = path
      return
    }
    seed = try reader.int("seed", default: seed, in: 0...Int.max)
    samples = try reader.int("samples", default: samples, in: 1...Int.max)
    batchSize = try reader.int("batch_size", default: batchSize, in: 1...1_000_000)
    lr = try reader.positive("lr", default: lr)
    weightDecay = try reader.double("weight_decay", default: weightDecay, in: 0...1)
    warmupShare = try reader.double("warmup_share", default: warmupShare, in: 0...1)
    maskRatio = try reader.double("mask_ratio", default: maskRatio, in: 0.01...0.99)
    normPixLoss = try reader.bool("norm_pix_loss", default: normPixLoss)
    if let node = reader.optional("crop_scale") {
      cropScale = try node.orderedPair { (node) throws(InputError) in try node.double(in: 0.01...1) }
    }
    precision = try reader.choice("precision", default: precision)
    try optimizer.read(reader)
    try reader.finish()
  }

  /// The section with every default written out.
  public var json: JSONValue {
    if let checkpoint { return ["checkpoint": .string(checkpoint)] }
    return .object(
      [
        ("seed", .integer(seed)), ("samples", .integer(samples)), ("batch_size", .integer(batchSize)),
        ("lr", .number(lr)), ("weight_decay", .number(weightDecay)),
      ] + (optimizer.warmupIterations == nil ? [("warmup_share", .number(warmupShare))] : []) + [
        ("mask_ratio", .number(maskRatio)), ("norm_pix_loss", .bool(normPixLoss)),
        ("crop_scale", [.number(cropScale.lowerBound), .number(cropScale.upperBound)]),
        ("precision", .string(precision.rawValue)),
      ] + optimizer.members)
  }
}
