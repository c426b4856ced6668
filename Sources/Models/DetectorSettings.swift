/// Which region head a detector has.
public enum RegionHeadKind: String, Sendable, CaseIterable {
  /// The MAE decoder.
  case decoder
  /// Two fully connected layers.
  case fullyConnected
  /// Four convolutions and a fully connected layer.
  case convolutional
  /// The same with norms over channels instead of over the batch.
  case channelNormedConvolutional
}

/// The numbers of a detector beside its sizes.
public struct DetectorSettings: Sendable, Equatable {
  /// Levels of the pyramid.
  public var levels: [PyramidLevel]
  /// Whether proposals also come from a further level of half the last one's size.
  public var hasExtraLevel: Bool
  /// Side of a square region, in pixels, up to twice which the pyramid's first level serves.
  public var finestScale: Double
  /// The region proposal network.
  public var rpn: RPNSettings
  /// The second stage.
  public var roiHead: RoIHeadSettings
  /// How position tables are resampled.
  public var positionResize: PositionResize
  /// The mask head; nil for boxes alone.
  public var mask: MaskHeadSettings?
  /// Number of the encoder's block, from 0, whose map the pyramid is made of; nil for the last one's.
  public var pyramidBlock: Int?
  /// Whether the batch norm of a pyramid that is not trained keeps its running statistics and uses them.
  public var restsWhenFrozen = false
  /// The windows of the encoder's blocks; nil for a plain encoder.
  public var windows: WindowedAttention?
  /// What the pyramid's enlarged levels are made of.
  public var pyramidStyle = PyramidStyle.even

  /// All numbers.
  public init(
    levels: [PyramidLevel], hasExtraLevel: Bool, finestScale: Double, rpn: RPNSettings, roiHead: RoIHeadSettings,
    positionResize: PositionResize = .reference, mask: MaskHeadSettings? = nil
  ) {
    self.levels = levels
    self.hasExtraLevel = hasExtraLevel
    self.finestScale = finestScale
    self.rpn = rpn
    self.roiHead = roiHead
    self.positionResize = positionResize
    self.mask = mask
  }

  /// The same with a mask head. As in imTED's mask configurations, and unlike those without masks, all proposals that
  /// tie for an object's best are then positives of it (`Matcher.matchesLowQuality`).
  public func addingMasks(_ mask: MaskHeadSettings = .reference) -> DetectorSettings {
    var settings = self
    settings.mask = mask
    settings.roiHead.matcher.matchesLowQuality = true
    return settings
  }

  /// As in imTED's configurations: strides 4 to 32 for patches of 16, and 64 for proposals.
  public static let reference = DetectorSettings(
    levels: [.quadruple, .double, .same, .half], hasExtraLevel: true, finestScale: 56, rpn: .reference,
    roiHead: .reference)

  /// For pictures of about 100 x 100 pixels with patches of 8: strides 4, 8 and 16.
  public static let small = DetectorSettings(
    levels: [.double, .same, .half], hasExtraLevel: false, finestScale: 24, rpn: .small, roiHead: .small)
}
