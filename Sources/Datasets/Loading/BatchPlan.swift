import Detection
import Statistics
import StrictJSON

/// What a batch is made of: which pictures, in which order, changed in which way. Everything random hangs on the
/// seed, the epoch and the picture's position in the data set, never on threads or on other pictures.
public struct BatchPlan: Sendable {
  /// What is done to a picture.
  public enum Mode: Sendable {
    /// A random part resized to the side, mirrored with probability `flip`; no objects.
    case pretraining(crop: RandomResizedCrop, flip: Double)
    /// Mirrored with probability `flip`, colours jittered, then stretched to the side; objects along with it. With
    /// `flip` 0 and no jitter, this is what evaluation sees.
    case detection(flip: Double = 0, jitter: ColorJitter? = nil)
  }

  /// What is done to a picture.
  public var mode: Mode
  /// Pictures in a batch.
  public var batchSize: Int
  /// Width and height of the batch; nil to leave pictures as large as they are, which must then all be of one size.
  public var side: Int?
  /// Whether each epoch has an order of its own; else it is the data set's.
  public var isShuffled: Bool
  /// Whether a last batch with fewer pictures is left out.
  public var dropsLast: Bool
  /// The seed of order and augmentation.
  public var seed: UInt64

  /// A plan.
  public init(
    mode: Mode, batchSize: Int, side: Int?, isShuffled: Bool, dropsLast: Bool, seed: UInt64
  ) {
    guard batchSize > 0, side ?? 1 > 0 else {
      fatalError("A batch of \(batchSize) pictures of side \(side ?? 0).")
    }
    self.mode = mode
    self.batchSize = batchSize
    self.side = side
    self.isShuffled = isShuffled
    self.dropsLast = dropsLast
    self.seed = seed
  }

  /// How many batches an epoch of so many pictures has.
  public func batchesPerEpoch(pictures: Int) -> Int {
    dropsLast ? pictures / batchSize : (pictures + batchSize - 1) / batchSize
  }

  /// The order of an epoch: positions in the data set.
  public func order(epoch: Int, pictures: Int) -> [Int] {
    guard isShuffled else { return Array(0..<pictures) }
    var stream = RandomStream(seed: seed, name: "order/\(epoch)")
    return stream.permutation(pictures)
  }

  /// Makes a batch of these pictures.
  func batch(
    ordinal: Int, epoch: Int, indices: [Int], from store: PictureStore
  ) throws(InputError) -> ImageBatch {
    var pixels: [UInt8] = []
    var size: (width: Int, height: Int)?
    var objects: [[LabeledBox]] = []
    var originals: [ImageBatch.PixelSize] = []
    for index in indices {
      let record = store.dataset.images[index]
      originals.append(ImageBatch.PixelSize(width: record.width, height: record.height))
      let labeled = try example(index, epoch: epoch, from: store)
      let image = labeled.image
      guard size.map({ $0 == (image.width, image.height) }) ?? true else {
        throw store.dataset.error(
          forImageAt: index, key: "width", found: "\(image.width) x \(image.height) pixels",
          expected: "pictures of one size, as none is given to bring them to")
      }
      size = (image.width, image.height)
      if pixels.isEmpty { pixels.reserveCapacity(indices.count * image.pixels.count) }
      for channel in 0..<3 {
        for at in stride(from: channel, to: image.pixels.count, by: 3) { pixels.append(image.pixels[at]) }
      }
      objects.append(labeled.objects)
    }
    return ImageBatch(
      ordinal: ordinal, epoch: epoch, indices: indices, imageIDs: indices.map { store.dataset.images[$0].id },
      width: size?.width ?? 0, height: size?.height ?? 0, pixels: pixels, objects: objects,
      originalSizes: originals)
  }

  private func example(_ index: Int, epoch: Int, from store: PictureStore) throws(InputError) -> LabeledImage {
    var stream = RandomStream(seed: seed, name: "augment/\(epoch)/\(index)")
    switch mode {
    case .pretraining(let crop, let flip):
      let image = try store.picture(at: index)
      var part: ImageBuffer
      if let side {
        part = crop(image, side: side, using: &stream)
      } else {
        let area = crop.area(width: image.width, height: image.height, using: &stream)
        part = image.resized(width: image.width, height: image.height, filter: crop.filter, area: area)
      }
      if stream.uniform() < flip { part = part.flipped() }
      return LabeledImage(image: part, objects: [])
    case .detection(let flip, let jitter):
      var labeled = try store.labeledImage(at: index)
      if stream.uniform() < flip { labeled = labeled.flipped() }
      if let jitter { labeled.image = jitter(labeled.image, using: &stream) }
      if let side { labeled = labeled.resized(width: side, height: side) }
      return labeled
    }
  }
}
