public import Detection
public import NN
public import Torch

// B: pictures in the batch, D: encoder width, h and w: patches down and across, C: classes.

/// A detector of the one object of a picture, as in the paper's Table 1: the whole of the encoder's map is the region
/// that the head sees, at the map's own grid.
///
/// There is no background: an object is always there. The box is one for all classes, as differences from the box of
/// the whole picture (`BoxCoder.anchors`). Keys: `backbone.*`, `roi_head.bbox_head.*` with `fc_cls` `[C, width]` and
/// `fc_reg` `[4, width]`, so that what is transferred to a `Detector` is transferred likewise here.
public struct SingleObjectDetector {
  /// The numbers of the losses.
  public struct Settings: Sendable, Equatable {
    /// Weight of the GIoU loss of the decoded boxes.
    public var giouWeight = 2.0
    /// Weight of the L1 loss of the differences, summed over the four.
    public var l1Weight = 1.0
    /// How the output layers start.
    public var outputInit = RoIHeadSettings.OutputInit.torchDefault
    /// How position tables are resampled.
    public var positionResize = PositionResize.reference

    /// The defaults.
    public init() {}
  }

  /// The losses of a training step, each averaged over the pictures and weighted already.
  public struct Losses {
    /// Cross-entropy of the class.
    public let classification: Tensor
    /// L1 of the differences.
    public let l1: Tensor
    /// GIoU of the boxes.
    public let giou: Tensor

    /// Their sum, to call `backward` on.
    public var total: Tensor { classification + l1 + giou }

    /// The three by name, read from the device.
    public var values: [(name: String, value: Float)] {
      [("loss_cls", classification.item()), ("loss_bbox_l1", l1.item()), ("loss_bbox", giou.item())]
    }
  }

  /// Number of classes.
  public let classes: Int
  /// The numbers that it was made with.
  public let settings: Settings
  let encoder: DetectorEncoder
  let head: RegionHead
  let classifier: Linear
  let regressor: Linear

  /// A detector; heads other than the decoder fit pictures of `shape.imageSize` only.
  public init(
    store: ParameterStore, shape: ModelShape, classes: Int, head: RegionHeadKind, dropPath: Double,
    settings: Settings = Settings()
  ) {
    let scope = Scope(store) / "roi_head" / "bbox_head"
    self.classes = classes
    self.settings = settings
    encoder = DetectorEncoder(
      Scope(store) / "backbone", shape, dropPath: dropPath, positionResize: settings.positionResize)
    self.head = RegionHead(
      head, scope, shape: shape, channels: shape.encoder.width, size: shape.grid,
      positionResize: settings.positionResize)
    let isNormal = settings.outputInit == .normal
    classifier = Linear(
      scope / "fc_cls", self.head.outputWidth, classes,
      weightInit: isNormal ? .normal(standardDeviation: 0.01) : nil, biasInit: isNormal ? .zeros : nil)
    regressor = Linear(
      scope / "fc_reg", self.head.outputWidth, 4, weightInit: isNormal ? .normal(standardDeviation: 0.001) : nil,
      biasInit: isNormal ? .zeros : nil)
  }

  /// The losses of pictures `[B, 3, H, W]` that show one object each, of class `labels[i]` in `boxes[i]`. A box without
  /// area is a bug.
  public func losses(images: Tensor, boxes: [Box], labels: [Int], context: ForwardContext) -> Losses {
    guard images.size(0) == boxes.count, boxes.count == labels.count else {
      fatalError("\(images.size(0)) pictures with \(boxes.count) boxes and \(labels.count) labels")
    }
    let whole = picture(images)
    let objects = boxes.map { box -> Corners in
      guard !box.isEmpty else { fatalError("an object's box \(box) covers no area") }
      return Corners(box)
    }
    let vectors = vectors(images, context)
    let logits = classifier(vectors).to(.float32)
    let deltas = regressor(vectors).to(.float32)
    let decoded = BoxCoder.anchors.decode(deltas, from: Tensor(boxes.map { _ in whole }).to(images.device))
    let targets = Tensor(objects.map { BoxCoder.anchors.encode($0, from: whole) }).to(images.device)
    let l1 = deltas.l1Loss(targets, reduction: .sum) * (settings.l1Weight / Double(boxes.count))
    let giou = GIoULoss.losses(decoded, Tensor(objects).to(images.device)).mean() * settings.giouWeight
    return Losses(
      classification: logits.crossEntropyLoss(Tensor(labels).to(images.device)), l1: l1, giou: giou)
  }

  /// One detection of each class for each picture, the likeliest first; its score is the class's probability, and all
  /// share the box, which is clipped to the picture.
  public func predict(images: Tensor) -> [[ScoredBox]] {
    withoutGradients {
      let whole = picture(images)
      let vectors = vectors(images, .evaluation)
      let scores = classifier(vectors).to(.float32).softmax(dim: 1).floats()
      let deltas = regressor(vectors).floats()
      return (0..<images.size(0)).map { number in
        let at = 4 * number
        let delta = SIMD4(deltas[at], deltas[at + 1], deltas[at + 2], deltas[at + 3])
        let box = BoxCoder.anchors.decode(delta, from: whole).clipped(width: whole.z, height: whole.w).box
        let own = Array(scores[number * classes..<(number + 1) * classes])
        return Ranking.best(classes, of: own, in: own.indices).map {
          ScoredBox(box: box, label: $0, score: own[$0])
        }
      }
    }
  }

  /// The vectors `[B, head width]` from which the classes are read.
  public func regionFeatures(images: Tensor) -> Tensor {
    withoutGradients { vectors(images, .evaluation).to(.float32) }
  }

  private func vectors(_ images: Tensor, _ context: ForwardContext) -> Tensor {
    head(encoder(images, context), context)
  }

  private func picture(_ images: Tensor) -> Corners { Corners(0, 0, Float(images.size(3)), Float(images.size(2))) }
}
