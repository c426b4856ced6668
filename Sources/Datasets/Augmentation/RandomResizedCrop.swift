import Foundation
public import Statistics

/// A random part of a picture, resized to a square: MAE's only augmentation beside the flip. The draw follows
/// torchvision's `RandomResizedCrop`: share of the area uniform, ratio of the sides log-uniform, ten tries, then the
/// largest centred part whose ratio is allowed.
public struct RandomResizedCrop: Sendable, Equatable {
  /// Smallest and largest share of the picture's area, within 0...1.
  public var scale: ClosedRange<Double>
  /// Smallest and largest ratio of width to height.
  public var ratio: ClosedRange<Double>
  /// The filter of the resize; MAE's is bicubic.
  public var filter: ResizeFilter

  /// A crop; the ratio is torchvision's by default.
  public init(
    scale: ClosedRange<Double>, ratio: ClosedRange<Double> = 3.0 / 4...4.0 / 3,
    filter: ResizeFilter = .bicubic
  ) {
    guard scale.lowerBound > 0, scale.upperBound <= 1, ratio.lowerBound > 0 else {
      fatalError("A crop needs a scale within 0...1 and a positive ratio, not \(scale) and \(ratio).")
    }
    self.scale = scale
    self.ratio = ratio
    self.filter = filter
  }

  /// Draws the part of a picture of this size.
  public func area(width: Int, height: Int, using stream: inout RandomStream) -> PixelArea {
    let logRatio = log(ratio.lowerBound)...log(ratio.upperBound)
    for _ in 0..<10 {
      let target = Double(width * height) * stream.uniform(in: scale)
      let shape = exp(stream.uniform(in: logRatio))
      let (w, h) = (
        Int((target * shape).squareRoot().rounded()), Int((target / shape).squareRoot().rounded())
      )
      guard w > 0, h > 0, w <= width, h <= height else { continue }
      let y = stream.integer(in: 0..<height - h + 1)
      let x = stream.integer(in: 0..<width - w + 1)
      return PixelArea(x: x, y: y, width: w, height: h)
    }
    var (w, h) = (width, height)
    let shape = Double(width) / Double(height)
    if shape < ratio.lowerBound {
      h = min(height, max(1, Int((Double(width) / ratio.lowerBound).rounded())))
    } else if shape > ratio.upperBound {
      w = min(width, max(1, Int((Double(height) * ratio.upperBound).rounded())))
    }
    return PixelArea(x: (width - w) / 2, y: (height - h) / 2, width: w, height: h)
  }

  /// A random part of `image`, `side` x `side` pixels.
  public func callAsFunction(_ image: ImageBuffer, side: Int, using stream: inout RandomStream) -> ImageBuffer {
    let part = area(width: image.width, height: image.height, using: &stream)
    return image.resized(width: side, height: side, filter: filter, area: part)
  }
}
