import Detection
public import Statistics

/// Ways to bring a picture to a size that keeps its proportions, as detectors are trained and tested with.
public enum ScaledPicture: Sendable, Equatable {
  /// The short side becomes one of `short`, all equally likely, or less, so that the long one is at most `long`.
  case shortSide(ShortSide)
  /// Half of the time as `scale`; else first as `before`, then a random part whose width and height are each drawn from
  /// `part` (both no larger than the picture), then as `scale` (the second policy of DETR's and imTED's training).
  case shortSideOrCrop(ShortSide, before: ShortSide, part: ClosedRange<Int>)
  /// Large-scale jitter (Ghiasi et al. 2021): the picture is fitted into `side` times a factor drawn from `scale`; of what
  /// is larger than `side`, a random part of that side is kept.
  case largeScaleJitter(side: Int, scale: ClosedRange<Double>)

  /// Lengths of the short side to draw from, and the largest long side, in pixels.
  public struct ShortSide: Sendable, Equatable {
    /// Lengths to draw from.
    public var short: [Int]
    /// The most that the long side may have.
    public var long: Int

    /// At least one length, all sides 1 or more.
    public init(short: [Int], long: Int) {
      guard !short.isEmpty, short.allSatisfy({ $0 > 0 }), long > 0 else {
        fatalError("Short sides \(short) with a long side of at most \(long) are no sizes.")
      }
      (self.short, self.long) = (short, long)
    }

    /// The size that a picture gets for one of the lengths: each side rounded to the nearest pixel, halves up.
    public func size(width: Int, height: Int, short: Int) -> (width: Int, height: Int) {
      let factor = min(Double(short) / Double(min(width, height)), Double(long) / Double(max(width, height)))
      return (max(1, Int(Double(width) * factor + 0.5)), max(1, Int(Double(height) * factor + 0.5)))
    }

    func callAsFunction(_ picture: LabeledImage, using stream: inout RandomStream) -> LabeledImage {
      let short = self.short[stream.integer(in: 0..<self.short.count)]
      let (width, height) = size(width: picture.image.width, height: picture.image.height, short: short)
      return picture.resized(width: width, height: height)
    }
  }

  /// The scaled picture, its objects with it. A crop may leave none.
  public func callAsFunction(_ picture: LabeledImage, using stream: inout RandomStream) -> LabeledImage {
    switch self {
    case .shortSide(let scale): return scale(picture, using: &stream)
    case .shortSideOrCrop(let scale, let before, let part):
      guard stream.uniform() < 0.5 else { return scale(picture, using: &stream) }
      let picture = before(picture, using: &stream)
      let (width, height) = (picture.image.width, picture.image.height)
      func length(_ limit: Int) -> Int {
        stream.integer(in: min(part.lowerBound, limit)..<min(part.upperBound, limit) + 1)
      }
      let (cropHeight, cropWidth) = (length(height), length(width))
      let area = PixelArea(
        x: stream.integer(in: 0..<width - cropWidth + 1), y: stream.integer(in: 0..<height - cropHeight + 1),
        width: cropWidth, height: cropHeight)
      return scale(picture.cropped(to: area), using: &stream)
    case .largeScaleJitter(let side, let scale):
      let reach = Double(side) * stream.uniform(in: scale)
      let factor = reach / Double(max(picture.image.width, picture.image.height))
      let width = max(1, Int((Double(picture.image.width) * factor).rounded()))
      let height = max(1, Int((Double(picture.image.height) * factor).rounded()))
      // Both are drawn whatever the size, so that the number of draws does not hang on it.
      let (x, y) = (stream.uniform(), stream.uniform())
      let area = PixelArea(
        x: Int((Double(max(width - side, 0)) * x).rounded()), y: Int((Double(max(height - side, 0)) * y).rounded()),
        width: min(width, side), height: min(height, side))
      return picture.resized(width: width, height: height).cropped(to: area)
    }
  }

  /// The side that every batch has, where it does not hang on the pictures.
  var fixedSide: Int? { if case .largeScaleJitter(let side, _) = self { side } else { nil } }
}
