public import Detection
public import Torch

/// The objects of a training picture.
public struct DetectionTarget: Sendable, Equatable {
  /// Where they are, in pixels of the picture that the detector sees.
  public var boxes: [Box]
  /// Their classes, one for each box.
  public var labels: [Int]
  /// Their pixels in the picture that the detector sees, one mask for each box; nil where they are not known, which a
  /// detector with masks cannot be trained on.
  public var masks: [RLE]?

  /// The objects of a picture.
  public init(boxes: [Box], labels: [Int], masks: [RLE]? = nil) {
    guard boxes.count == labels.count, masks?.count ?? boxes.count == boxes.count else {
      fatalError("\(boxes.count) boxes with \(labels.count) labels and \(masks?.count ?? 0) masks")
    }
    (self.boxes, self.labels, self.masks) = (boxes, labels, masks)
  }

  /// Without the boxes that cover no area, which nothing can be matched to.
  var withoutEmpty: (boxes: [Corners], labels: [Int], masks: [RLE]?) {
    let kept = boxes.indices.filter { Corners(boxes[$0]).cornerArea > 0 && !boxes[$0].isEmpty }
    return (kept.map { Corners(boxes[$0]) }, kept.map { labels[$0] }, masks.map { all in kept.map { all[$0] } })
  }
}

/// The losses of a training step, each a tensor without dimensions and weighted already: four, or five with masks.
public struct DetectorLosses {
  /// Binary cross-entropy of the proposals' objectness.
  public let rpnClass: Tensor
  /// L1 of the proposals' differences.
  public let rpnBox: Tensor
  /// Cross-entropy of the regions' classes.
  public let classification: Tensor
  /// GIoU of the regions' boxes.
  public let box: Tensor
  /// Binary cross-entropy of the positives' masks; nil of a detector without masks.
  public let mask: Tensor?

  /// Their sum, to call `backward` on.
  public var total: Tensor {
    let boxes = rpnClass + rpnBox + classification + box
    return mask.map { boxes + $0 } ?? boxes
  }

  /// All by name, read from the device: only when they are to be recorded.
  public var values: [(name: String, value: Float)] {
    let boxes = [
      ("loss_rpn_cls", rpnClass.item()), ("loss_rpn_bbox", rpnBox.item()), ("loss_cls", classification.item()),
      ("loss_bbox", box.item()),
    ]
    return boxes + (mask.map { [("loss_mask", $0.item())] } ?? [])
  }
}
