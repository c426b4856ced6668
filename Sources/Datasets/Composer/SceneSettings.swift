/// What composed pictures are like.
public struct SceneSettings: Sendable, Equatable {
  /// The format that pictures are written in.
  public enum PictureFormat: String, Sendable, CaseIterable {
    /// Lossless.
    case png
    /// Quality 95, colours at half resolution.
    case jpeg

    /// The suffix of file names.
    var suffix: String { self == .png ? "png" : "jpg" }
  }

  /// Width and height, in pixels, 16 or more.
  public var imageSize: Int
  /// Fewest and most objects. Fewer may come about where there is no room.
  public var objectsPerImage: ClosedRange<Int>
  /// Smallest and largest length of an object's longer side, as a share of the picture's.
  public var objectSize: ClosedRange<Double>
  /// Probability that an object after the first is laid over an earlier one, hiding a good part of it; others keep
  /// clear of each other.
  public var occlusion: Double
  /// Largest turn of an object to either side, in degrees.
  public var rotation: Double
  /// Largest relative change of an object's brightness and contrast.
  public var jitter: Double
  /// In pre-training pictures, the probability that an object comes from outside the experiment's categories.
  public var extraShare: Double
  /// The format of the picture files.
  public var format: PictureFormat

  /// Settings; those of DESIGN's few-shot experiment by default.
  public init(
    imageSize: Int = 96, objectsPerImage: ClosedRange<Int> = 1...4,
    objectSize: ClosedRange<Double> = 0.25...0.6,
    occlusion: Double = 0.5, rotation: Double = 12, jitter: Double = 0.25, extraShare: Double = 0.3,
    format: PictureFormat = .png
  ) {
    self.imageSize = imageSize
    self.objectsPerImage = objectsPerImage
    self.objectSize = objectSize
    self.occlusion = occlusion
    self.rotation = rotation
    self.jitter = jitter
    self.extraShare = extraShare
    self.format = format
  }

  /// An object is dropped rather than leaving less than this share of another, or of itself, visible.
  public static let leastVisible = 0.1

  /// Stops on settings that no picture can be made with.
  func check() {
    guard imageSize >= 16, objectsPerImage.lowerBound >= 1, objectSize.lowerBound > 0,
      objectSize.upperBound <= 1,
      (0...1).contains(occlusion), (0...45).contains(rotation), (0..<1).contains(jitter),
      (0...1).contains(extraShare)
    else { fatalError("Scenes cannot be composed with \(self).") }
  }
}
