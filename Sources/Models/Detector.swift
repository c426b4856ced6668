public import Detection
public import NN
public import Statistics
public import Torch

// B: pictures in the batch, H and W: their size in pixels, multiples of the patch size.

/// imTED's detector (Liu et al. 2023): a Faster R-CNN around a plain ViT, with the MAE decoder, fully
/// connected layers or convolutions as region head. With `DetectorSettings.vitDet` it is ViTDet's.
///
/// Keys: `backbone.*` (the encoder, named as in an MAE, and the pyramid's resampling), `neck.*`, `rpn_head.*`,
/// `roi_head.mfm_fc`, `roi_head.mfm_factor`, `roi_head.bbox_head.*`, `roi_head.mask_head.*`. The order in which they are made is fixed, and each
/// is drawn from its own stream: arms that share a part share its first values.
public struct Detector {
  /// The sizes that it was made with.
  public let shape: ModelShape
  /// The numbers that it was made with.
  public let settings: DetectorSettings
  /// The region proposal network.
  public let rpn: RPN
  /// Region features.
  public let features: RegionFeatures
  /// The second stage.
  public let roiHead: RoIHead
  /// Masks; nil for boxes alone.
  public let masks: MaskBranch?
  let encoder: DetectorEncoder
  let pyramid: SimpleFPN

  /// - Parameters:
  ///   - classes: Number of classes, background not counted.
  ///   - head: The region head.
  ///   - features: Where a region's features come from.
  ///   - dropPath: Rate of the encoder's last block; the head has none.
  public init(
    store: ParameterStore, shape: ModelShape, classes: Int, head: RegionHeadKind, features: RegionFeatureSource,
    settings: DetectorSettings, dropPath: Double
  ) {
    let root = Scope(store)
    self.shape = shape
    self.settings = settings
    encoder = DetectorEncoder(
      root / "backbone", shape, dropPath: dropPath, positionResize: settings.positionResize, windows: settings.windows)
    pyramid = SimpleFPN(
      backbone: root / "backbone", neck: root / "neck", shape: shape, levels: settings.levels,
      extraLevel: settings.hasExtraLevel, style: settings.pyramidStyle, restsWhenFrozen: settings.restsWhenFrozen)
    rpn = RPN(root / "rpn_head", channels: pyramid.channels, strides: pyramid.strides, settings: settings.rpn)
    self.features = RegionFeatures(
      root / "roi_head", shape: shape, source: features,
      align: RoIAlign(pooled: shape.roiSize, samplingRatio: settings.roiHead.samplingRatio),
      strides: Array(pyramid.strides.prefix(settings.levels.count)), finestScale: settings.finestScale,
      isProjected: head == .decoder)
    let scope = root / "roi_head" / "bbox_head"
    let regionHead = RegionHead(
      head, scope, shape: shape, channels: self.features.channels, size: shape.roiSize,
      positionResize: settings.positionResize)
    roiHead = RoIHead(scope, head: regionHead, classes: classes, settings: settings.roiHead)
    let maskStrides = Array(pyramid.strides.prefix(settings.levels.count))
    masks = settings.mask.map { mask in
      MaskBranch(
        root / "roi_head", shape: shape, classes: classes, strides: maskStrides, finestScale: settings.finestScale,
        settings: mask)
    }
  }

  /// The losses of a training step. Nothing is recorded in the encoder when none of its parameters is trained.
  ///
  /// - Parameters:
  ///   - images: `[B, 3, H, W]`, normalised.
  ///   - targets: One for each picture, with masks if the detector gives them. Boxes that cover no area are left out.
  ///   - sizes: What of `images` each picture fills, from the upper left corner; nil for all of it. Regions are cut there.
  ///   - anchorSizes: The same with the padding that is a picture's own; anchors beyond take no part. Nil for all of
  ///     `images`.
  ///   - sampling: Chooses the anchors and regions that are trained on.
  public func losses(
    images: Tensor, targets: [DetectionTarget], sizes: [PictureSize]? = nil, anchorSizes: [PictureSize]? = nil,
    context: ForwardContext, sampling: inout RandomStream
  ) -> DetectorLosses {
    guard images.size(0) == targets.count else {
      fatalError("\(images.size(0)) pictures with \(targets.count) targets")
    }
    let objects = targets.map(\.withoutEmpty)
    let (boxes, labels) = (objects.map(\.boxes), objects.map(\.labels))
    let (map, levels) = maps(images, context)
    let proposed = rpn(levels)
    let first = rpn.losses(proposed, objects: boxes, sizes: anchorSizes, &sampling)
    let proposals = rpn.proposals(proposed, sizes: sizes ?? PictureSize.whole(images), isTraining: true)
    let sample = roiHead.sample(proposals, objects: boxes, labels: labels, &sampling)
    let output = roiHead(regions(map, levels, sample.regions), context)
    let second = roiHead.losses(output, sample)
    let mask = masks.map { $0.loss(sample, masks: objects.map(\.masks), pyramid: levels) }
    return DetectorLosses(
      rpnClass: first.objectness, rpnBox: first.box, classification: second.classification, box: second.box,
      mask: mask)
  }

  /// The detections of each picture by falling score, with masks if the detector gives them. `sizes` is what of `images`
  /// each picture fills; nil for all of it.
  public func predict(
    images: Tensor, sizes: [PictureSize]? = nil, settings: PredictionSettings = .reference
  ) -> [[ScoredBox]] {
    withoutGradients {
      let sizes = sizes ?? PictureSize.whole(images)
      let (map, levels) = maps(images, .evaluation)
      let proposals = rpn.proposals(rpn(levels), sizes: sizes, isTraining: false)
        .map { $0.map(\.corners) }
      let output = roiHead(regions(map, levels, proposals), .evaluation)
      let found = roiHead.detections(output, regions: proposals, sizes: sizes, settings)
      return masks?.adding(to: found, pyramid: levels) ?? found
    }
  }

  /// The vectors `[K, head width]` from which the classes of given boxes are read, pictures one after the other.
  public func regionFeatures(images: Tensor, boxes: [[Box]]) -> Tensor {
    withoutGradients {
      let (map, levels) = maps(images, .evaluation)
      let corners = boxes.map { $0.map { Corners($0) } }
      return roiHead.vectors(regions(map, levels, corners), .evaluation).to(.float32)
    }
  }

  private func maps(_ images: Tensor, _ context: ForwardContext) -> (last: Tensor, pyramid: [Tensor]) {
    let maps = encoder.maps(images, context, block: settings.pyramidBlock)
    return (maps.last, pyramid(maps.early, context))
  }

  private func regions(_ map: Tensor, _ levels: [Tensor], _ regions: [[Corners]]) -> Tensor {
    features(lastMap: map, pyramid: Array(levels.prefix(settings.levels.count)), regions: regions)
  }
}
