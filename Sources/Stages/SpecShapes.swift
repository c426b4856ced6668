import Datasets
import Models
import Optim
import Spec
import Torch

extension ModelShape {
  /// The shape of a declared model.
  init(_ model: ModelSpec) {
    self.init(model.backbone, pyramidChannels: model.pyramidChannels, roiSize: model.roiSize, fcWidth: model.fcWidth)
  }

  /// The shape of a declared MAE; what only a detector has is at its smallest.
  init(_ backbone: BackboneSpec) { self.init(backbone, pyramidChannels: 1, roiSize: 1, fcWidth: 1) }

  private init(_ backbone: BackboneSpec, pyramidChannels: Int, roiSize: Int, fcWidth: Int) {
    self.init(
      imageSize: backbone.imageSize, patchSize: backbone.patchSize, encoder: TransformerShape(backbone.encoder),
      decoder: TransformerShape(backbone.decoder), pyramidChannels: pyramidChannels, roiSize: roiSize,
      fcWidth: fcWidth)
  }
}

extension TransformerShape {
  init(_ size: TransformerSize) { self.init(width: size.width, depth: size.depth, heads: size.heads) }
}

extension TrainSpec {
  /// The schedule's shape over a training with so many steps a pass over the data.
  func shape(stepsPerEpoch: Int) -> LearningRateSchedule.Shape {
    switch (schedule, milestones) {
    case (.constant, _): .constant
    case (.cosine, _): .cosine
    case (.step, nil): .steps(at: [0.75, 11.0 / 12], factor: 0.1)
    case (.step, .epochs(let places)): .milestones(places.map { $0 * stepsPerEpoch }, factor: gamma)
    case (.step, .iterations(let places)): .milestones(places, factor: gamma)
    }
  }
}

extension OptimizerSpec {
  /// The warm-up: in steps if it says so, else over a share of all steps.
  func warmup(share: Double) -> LearningRateSchedule.Warmup {
    warmupIterations.map { .steps($0, from: warmupStart) } ?? .share(share)
  }
}

extension AdamW {
  /// The optimiser of a declaration.
  convenience init(_ groups: [Group], _ spec: OptimizerSpec) {
    self.init(groups, betas: (spec.betas[0], spec.betas[1]), eps: spec.eps)
  }
}

extension UndecayedParameters {
  /// The rule of that name.
  var rule: ParameterGroups.Undecayed {
    switch self {
    case .vectors: .vectors
    case .oneDimensional: .oneDimensional
    case .norms: .norms
    case .nothing: .nothing
    }
  }
}

extension AugmentationSpec {
  /// The way to scale pictures; nil to stretch them to a square.
  var scaling: ScaledPicture? {
    switch self {
    case .square: nil
    case .multiScale(let scale): .shortSide(scale.lengths)
    case .multiScaleCrop(let scale, let before, let part):
      .shortSideOrCrop(scale.lengths, before: before.lengths, part: part)
    case .largeScaleJitter(let side, let scale): .largeScaleJitter(side: side, scale: scale)
    }
  }
}

extension AugmentationSpec.ScaleSpec {
  var lengths: ScaledPicture.ShortSide { .init(short: short, long: long) }
}

extension BackboneSpec {
  /// What the sides of a padded batch are multiples of: 32 as in the reference, and whole patches.
  var sideMultiple: Int { (1...patchSize).map { 32 * $0 }.first { $0 % patchSize == 0 } ?? 32 * patchSize }
}

extension Models.Arm {
  /// The arm of a declaration. Both enums have the same names; a difference is a bug.
  init(_ arm: Spec.Arm) {
    guard let same = Models.Arm(rawValue: arm.rawValue) else {
      fatalError("models do not know the arm \(arm.rawValue)")
    }
    self = same
  }
}

extension DetectorSettings {
  /// The numbers that go with a declared model: those for small pictures with the preset `tiny`, else imTED's; with masks
  /// if it has a head for them.
  init(_ model: ModelSpec) {
    self = model.preset == .tiny ? .small : .reference
    if model.maskHead { self = addingMasks() }
    let quirks = model.quirks
    positionResize = PositionResize(quirks.positionResize)
    pyramidBlock = quirks.pyramidBlock
    roiHead.boxDivisor = quirks.boxDivisor == .sampled ? .sampled : .positives
    if let matches = quirks.matchesLowQuality { roiHead.matcher.matchesLowQuality = matches }
  }
}

extension WindowedAttention {
  /// The windows of a declared model. Blocks without windows have relative positions for pictures of 1024 pixels, as
  /// ViTDet's have, and for the model's own pictures with the preset `tiny`.
  init(_ model: ModelSpec) {
    let side = model.preset == .tiny ? model.backbone.imageSize : 1024
    self.init(window: model.windowSize, globalGrid: max(1, side / model.backbone.patchSize))
  }
}

extension PositionResize {
  init(_ quirk: ModelQuirks.PositionResize) { self = quirk == .reference ? .reference : .exact }
}

extension Precision {
  /// The type that autocast computes in; nil for single precision throughout.
  var autocast: DType? {
    switch self {
    case .float32: nil
    case .bfloat16: .bfloat16
    case .float16: .float16
    }
  }

  /// Scales losses where the type's range asks for it.
  var scaler: GradientScaler? { self == .float16 ? GradientScaler() : nil }
}
