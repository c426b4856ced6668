public import Detection
import Torch

/// An object that a detector sees.
public struct ScoredBox: Sendable, Equatable {
  /// Where it is, inside the picture, in pixels.
  public var box: Box
  /// Its class.
  public var label: Int
  /// How sure the detector is, 0...1.
  public var score: Float
  /// Which part of the box it covers; nil from a detector without masks.
  public var mask: MaskGrid?

  /// A detection.
  public init(box: Box, label: Int, score: Float, mask: MaskGrid? = nil) {
    (self.box, self.label, self.score, self.mask) = (box, label, score, mask)
  }
}

extension RoIHead {
  /// The detections of each picture by falling score: each class's boxes above the score threshold, without those that
  /// overlap a better one of the class, then the best of all classes.
  ///
  /// - Parameters:
  ///   - regions: The regions that `output` is of, by picture.
  ///   - width: Width of the pictures in pixels.
  ///   - height: Height of the pictures in pixels.
  public func detections(
    _ output: Output, regions: [[Corners]], width: Int, height: Int, _ settings: PredictionSettings
  ) -> [[ScoredBox]] {
    let size = PictureSize(width: width, height: height)
    return detections(output, regions: regions, sizes: regions.map { _ in size }, settings)
  }

  /// The same for pictures of different sizes, which the batch holds padded.
  public func detections(
    _ output: Output, regions: [[Corners]], sizes: [PictureSize], _ settings: PredictionSettings
  ) -> [[ScoredBox]] {
    let scores = output.logits.detach().softmax(dim: 1).floats()
    let deltas = output.deltas.detach().floats()
    var first = 0
    return zip(regions, sizes).map { regions, size in
      defer { first += regions.count }
      var found: [ScoredBox] = []
      for label in 0..<classes {
        for (place, region) in regions.enumerated() {
          let score = scores[(first + place) * (classes + 1) + label]
          guard score > settings.scoreThreshold else { continue }
          let at = ((first + place) * classes + label) * 4
          let delta = SIMD4(deltas[at], deltas[at + 1], deltas[at + 2], deltas[at + 3])
          let box = BoxCoder.regions.decode(delta, from: region).clipped(
            width: Float(size.width), height: Float(size.height))
          found.append(ScoredBox(box: box.box, label: label, score: score))
        }
      }
      let kept = NMS.keep(
        boxes: found.map(\.box), scores: found.map(\.score), groups: found.map(\.label), iouThreshold: settings.nmsIoU)
      return kept.prefix(settings.maxDetections).map { found[$0] }
    }
  }
}
