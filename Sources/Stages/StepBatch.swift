import Detection
import Models
import Torch

/// What one step trains on.
struct StepBatch {
  /// `[B, 3, H, W]`, normalised, 0 in the padding.
  let images: Tensor
  /// The objects of each picture; empty in pre-training.
  var targets: [DetectionTarget] = []
  /// What each picture fills of `images`; nil for all of it.
  var sizes: [PictureSize]?
  /// What each picture fills with the padding that is its own and not the batch's; nil for all of `images`.
  var anchorSizes: [PictureSize]?
  /// What the sides of `images` are padded to multiples of; nil if their size is not the pictures' own.
  var multiple: Int?

  /// The batch in so many pieces, as equal as can be, none empty; each with its share of the pictures, and padded for
  /// these alone, as where each piece is a device's.
  func pieces(_ count: Int) -> [(share: Double, batch: StepBatch)] {
    let pictures = images.size(0)
    guard count > 1, pictures > 1 else { return [(1, self)] }
    let pieces = min(count, pictures)
    return (0..<pieces).map { piece in
      let range = piece * pictures / pieces..<(piece + 1) * pictures / pieces
      return (
        Double(range.count) / Double(pictures),
        StepBatch(
          images: trimmed(range), targets: targets.isEmpty ? [] : Array(targets[range]),
          sizes: sizes.map { Array($0[range]) }, anchorSizes: anchorSizes.map { Array($0[range]) }, multiple: multiple)
      )
    }
  }

  /// Some of the images, without the padding that only others of the batch need.
  private func trimmed(_ range: Range<Int>) -> Tensor {
    let part = images.slice(0, range.lowerBound, range.upperBound)
    guard let sizes, let multiple else { return part }
    func side(_ longest: Int?) -> Int { ((longest ?? 0) + multiple - 1) / multiple * multiple }
    let (height, width) = (side(sizes[range].map(\.height).max()), side(sizes[range].map(\.width).max()))
    return part.slice(2, 0, height).slice(3, 0, width).contiguous()
  }
}
