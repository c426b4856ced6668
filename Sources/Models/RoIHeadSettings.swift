/// The numbers of the second stage of a detector.
public struct RoIHeadSettings: Sendable, Equatable {
  /// How the layers that give classes and boxes start.
  public enum OutputInit: String, Sendable, CaseIterable {
    /// PyTorch's default for linear layers, which imTED's code leaves in place.
    case torchDefault
    /// Normal with 0.01 (classes) and 0.001 (boxes), biases 0, as Faster R-CNN's heads have it.
    case normal
  }

  /// What the sum of the box losses is divided by.
  public enum BoxDivisor: String, Sendable, CaseIterable {
    /// All sampled regions, background among them, as in imTED's code.
    case sampled
    /// The positives alone.
    case positives
  }

  /// Which proposals are positive.
  public var matcher: Matcher
  /// How many proposals of a picture are trained on.
  public var sampler: Sampler
  /// Weight of the GIoU loss.
  public var boxWeight: Double
  /// How the output layers start.
  public var outputInit: OutputInit
  /// Samples along a side of a bin of a region; 0 adapts to its size.
  public var samplingRatio: Int
  /// What the sum of the box losses is divided by.
  public var boxDivisor: BoxDivisor

  /// All numbers; the defaults are imTED's.
  public init(
    matcher: Matcher = .proposals, sampler: Sampler = Sampler(count: 512, positiveFraction: 0.25),
    boxWeight: Double = 10, outputInit: OutputInit = .torchDefault, samplingRatio: Int = 0,
    boxDivisor: BoxDivisor = .sampled
  ) {
    self.matcher = matcher
    self.sampler = sampler
    self.boxWeight = boxWeight
    self.outputInit = outputInit
    self.samplingRatio = samplingRatio
    self.boxDivisor = boxDivisor
  }

  /// As in imTED's configurations without masks.
  public static let reference = RoIHeadSettings()
  /// A sixteenth of the reference's regions, for pictures of a few objects.
  public static let small = RoIHeadSettings(sampler: Sampler(count: 32, positiveFraction: 0.25))
}

/// What of a detector's answers counts as a detection.
public struct PredictionSettings: Sendable, Equatable {
  /// A detection's score is above this.
  public var scoreThreshold: Float
  /// IoU above which the worse of two detections of a class is dropped.
  public var nmsIoU: Double
  /// Detections of a picture that stay.
  public var maxDetections: Int

  /// All numbers; the defaults are the reference's.
  public init(scoreThreshold: Float = 0.05, nmsIoU: Double = 0.5, maxDetections: Int = 100) {
    (self.scoreThreshold, self.nmsIoU, self.maxDetections) = (scoreThreshold, nmsIoU, maxDetections)
  }

  /// The reference.
  public static let reference = PredictionSettings()
}
