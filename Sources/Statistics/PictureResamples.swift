/// How often each picture is drawn in each of many resamples with replacement. Resamples of two arms that were measured
/// on the same pictures share these, so that what a picture does to both cancels in their difference.
public struct PictureResamples: Sendable {
  /// The number of pictures.
  public let pictures: Int
  /// The number of resamples.
  public let count: Int
  /// `[count, pictures]` how often each picture is drawn, row-major; each row sums to `pictures`.
  public let multiplicities: [UInt16]

  /// Draws them from the stream `bootstrap.pictures` of a seed.
  ///
  /// - Parameters:
  ///   - count: The number of resamples.
  ///   - pictures: The number of pictures, at least 1.
  ///   - seed: The seed.
  public init(_ count: Int, of pictures: Int, seed: UInt64) {
    guard pictures > 0, count >= 0 else {
      fatalError("\(count) resamples of \(pictures) pictures cannot be drawn.")
    }
    var stream = RandomStream(seed: seed, name: "bootstrap.pictures")
    var drawn = [UInt16](repeating: 0, count: count * pictures)
    for row in 0..<count {
      for _ in 0..<pictures { drawn[row * pictures + stream.integer(in: 0..<pictures)] += 1 }
    }
    (self.pictures, self.count, multiplicities) = (pictures, count, drawn)
  }
}
