/// Pictures of one size with their objects, ready to become a tensor. Smaller ones lie in the upper left corner.
public struct ImageBatch: Sendable, Equatable {
  /// Number of the batch over all epochs, from 0.
  public let ordinal: Int
  /// The epoch, from 0.
  public let epoch: Int
  /// Positions of the pictures in the data set's `images`.
  public let indices: [Int]
  /// Ids of the pictures.
  public let imageIDs: [Int]
  /// Columns of every picture.
  public let width: Int
  /// Rows of every picture.
  public let height: Int
  /// The pixels, `[N, 3, height, width]`: red, green and blue planes, 0...255.
  public let pixels: [UInt8]
  /// The objects of every picture, boxes in pixels of `width` x `height`, masks of the picture's own `sizes`; empty lists
  /// in pre-training.
  public let objects: [[LabeledBox]]
  /// Columns and rows that each picture fills; what is to the right of them and below is padding.
  public let sizes: [PixelSize]
  /// Columns and rows of every picture in the data set, to bring detections back to its scale.
  public let originalSizes: [PixelSize]

  /// Columns and rows.
  public struct PixelSize: Sendable, Hashable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// A size.
    public init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// How many pictures there are.
  public var count: Int { indices.count }

  /// Mean of red, green and blue over ImageNet, in 0...1, which MAE's weights expect to be taken off.
  public static let imageNetMean: [Float] = [0.485, 0.456, 0.406]
  /// Standard deviation of red, green and blue over ImageNet, in 0...1.
  public static let imageNetDeviation: [Float] = [0.229, 0.224, 0.225]

  /// The pixels as numbers, `[N, 3, height, width]`: (value / 255 - mean) / deviation, by channel; 0 in the padding.
  public func floats(
    mean: [Float] = imageNetMean, deviation: [Float] = imageNetDeviation
  ) -> [Float] {
    guard mean.count == 3, deviation.count == 3 else {
      fatalError("Mean and deviation are of three channels.")
    }
    let plane = width * height
    return [Float](unsafeUninitializedCapacity: pixels.count) { out, filled in
      var table = [Float](repeating: 0, count: 256)
      for channel in 0..<3 {
        for value in 0..<256 { table[value] = (Float(value) / 255 - mean[channel]) / deviation[channel] }
        for picture in 0..<count {
          let start = (picture * 3 + channel) * plane
          for at in start..<start + plane { out[at] = table[Int(pixels[at])] }
          blank(picture, from: start, in: out)
        }
      }
      filled = pixels.count
    }
  }

  /// Puts 0 where a plane that begins at `start` is padding.
  private func blank(_ picture: Int, from start: Int, in out: UnsafeMutableBufferPointer<Float>) {
    let size = sizes[picture]
    guard size.width < width || size.height < height else { return }
    for row in 0..<height {
      for column in (row < size.height ? size.width : 0)..<width { out[start + row * width + column] = 0 }
    }
  }
}
