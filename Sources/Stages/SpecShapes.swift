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

extension Schedule {
  /// The schedule's shape over a training.
  var shape: LearningRateSchedule.Shape {
    switch self {
    case .constant: .constant
    case .cosine: .cosine
    case .step: .steps(at: [0.75, 11.0 / 12], factor: 0.1)
    }
  }
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
  }
}

extension Precision {
  /// The type that autocast computes in; nil for single precision throughout.
  var autocast: DType? {
    switch self {
    case .float32: nil
    case .bfloat16: .bfloat16
    }
  }
}
