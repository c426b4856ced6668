public import Detection
public import Torch

/// The objects of a training picture.
public struct DetectionTarget: Sendable, Equatable {
  /// Where they are, in pixels of the picture that the detector sees.
  public var boxes: [Box]
  /// Their classes, one for each box.
  public var labels: [Int]

  /// The objects of a picture.
  public init(boxes: [Box], labels: [Int]) {
    guard boxes.count == labels.count else { fatalError("\(boxes.count) boxes with \(labels.count) labels") }
    (self.boxes, self.labels) = (boxes, labels)
  }

  /// Without the boxes that cover no area, which nothing can be matched to.
  var withoutEmpty: (boxes: [Corners], labels: [Int]) {
    let kept = boxes.indices.filter { Corners(boxes[$0]).cornerArea > 0 && !boxes[$0].isEmpty }
    return (kept.map { Corners(boxes[$0]) }, kept.map { labels[$0] })
  }
}

/// The four losses of a training step, each a tensor without dimensions and weighted already.
public struct DetectorLosses {
  /// Binary cross-entropy of the proposals' objectness.
  public let rpnClass: Tensor
  /// L1 of the proposals' differences.
  public let rpnBox: Tensor
  /// Cross-entropy of the regions' classes.
  public let classification: Tensor
  /// GIoU of the regions' boxes.
  public let box: Tensor

  /// Their sum, to call `backward` on.
  public var total: Tensor { rpnClass + rpnBox + classification + box }

  /// The four by name, read from the device: only when they are to be recorded.
  public var values: [(name: String, value: Float)] {
    [
      ("loss_rpn_cls", rpnClass.item()), ("loss_rpn_bbox", rpnBox.item()), ("loss_cls", classification.item()),
      ("loss_bbox", box.item()),
    ]
  }
}
