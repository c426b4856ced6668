public import NN
public import Torch

// K: regions, S: bins along a side of a region, C: classes without background.

/// The second stage of a detector: a region head, then a class (background LAST) and a box for each class.
///
/// Keys: those of the region head, `fc_cls` `[C + 1, width]` and `fc_reg` `[4 · C, width]`, rows of a class together.
public struct RoIHead {
  /// Number of classes, background not counted.
  public let classes: Int
  /// The numbers that it was made with.
  public let settings: RoIHeadSettings
  let head: RegionHead
  let classifier: Linear
  let regressor: Linear

  /// What the head says of regions.
  public struct Output {
    /// `[K, C + 1]`, background last.
    public let logits: Tensor
    /// Differences from the region for each class, `[K, 4 · C]`.
    public let deltas: Tensor

    /// What a head says, or what a test makes it say.
    public init(logits: Tensor, deltas: Tensor) { (self.logits, self.deltas) = (logits, deltas) }
  }

  /// A head around a region head made in the same scope.
  public init(_ scope: Scope, head: RegionHead, classes: Int, settings: RoIHeadSettings) {
    let isNormal = settings.outputInit == .normal
    self.head = head
    self.classes = classes
    self.settings = settings
    classifier = Linear(
      scope / "fc_cls", head.outputWidth, classes + 1,
      weightInit: isNormal ? .normal(standardDeviation: 0.01) : nil, biasInit: isNormal ? .zeros : nil)
    regressor = Linear(
      scope / "fc_reg", head.outputWidth, 4 * classes,
      weightInit: isNormal ? .normal(standardDeviation: 0.001) : nil, biasInit: isNormal ? .zeros : nil)
  }

  /// The vectors `[K, width]` from which classes and boxes are read, of region features `[K, channels, S, S]`.
  public func vectors(_ features: Tensor, _ context: ForwardContext) -> Tensor {
    features.size(0) == 0 ? Tensor.zeros([0, head.outputWidth], device: features.device) : head(features, context)
  }

  /// Region features `[K, channels, S, S]`.
  public func callAsFunction(_ features: Tensor, _ context: ForwardContext) -> Output {
    let vectors = vectors(features, context)
    return Output(logits: classifier(vectors).to(.float32), deltas: regressor(vectors).to(.float32))
  }
}
