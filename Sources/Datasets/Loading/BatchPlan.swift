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
    /// Mirrored with probability `flip`, colours jittered, then scaled in proportion; the pictures of a batch are padded
    /// to the largest of them, rounded up to a multiple of `multiple`. The plan's `side` has no part in it.
    case scaled(ScaledPicture, flip: Double = 0, jitter: ColorJitter? = nil, multiple: Int = 32)
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
  /// Whether pictures that are wider than high share batches, and the others do; only the batch that takes what is left
  /// at the end of an epoch may hold both.
  public var groupsByAspect: Bool
  /// Whether objects come with their masks.
  public var hasMasks: Bool

  /// A plan.
  public init(
    mode: Mode, batchSize: Int, side: Int?, isShuffled: Bool, dropsLast: Bool, seed: UInt64,
    groupsByAspect: Bool = false, hasMasks: Bool = false
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
    self.groupsByAspect = groupsByAspect
    self.hasMasks = hasMasks
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

  /// The order of an epoch of a data set's pictures, those of one aspect put together if they are to be.
  func order(epoch: Int, of images: [ImageRecord]) -> [Int] {
    let order = order(epoch: epoch, pictures: images.count)
    guard groupsByAspect else { return order }
    var (grouped, waiting): ([Int], [[Int]]) = ([], [[], []])
    for index in order {
      let group = images[index].width > images[index].height ? 1 : 0
      waiting[group].append(index)
      guard waiting[group].count == batchSize else { continue }
      grouped += waiting[group]
      waiting[group] = []
    }
    return grouped + waiting[0] + waiting[1]
  }

  /// Makes a batch of these pictures.
  func batch(
    ordinal: Int, epoch: Int, indices: [Int], from store: PictureStore
  ) throws(InputError) -> ImageBatch {
    var examples: [LabeledImage] = []
    for index in indices {
      let example = try example(index, epoch: epoch, from: store)
      examples.append(example)
      guard !isPadded, let first = examples.first?.image else { continue }
      guard (first.width, first.height) == (example.image.width, example.image.height) else {
        throw store.dataset.error(
          forImageAt: index, key: "width", found: "\(example.image.width) x \(example.image.height) pixels",
          expected: "pictures of one size, as none is given to bring them to")
      }
    }
    let sizes = examples.map { ImageBatch.PixelSize(width: $0.image.width, height: $0.image.height) }
    let (width, height) = padded(sizes)
    return ImageBatch(
      ordinal: ordinal, epoch: epoch, indices: indices, imageIDs: indices.map { store.dataset.images[$0].id },
      width: width, height: height, pixels: Self.planes(examples.map(\.image), width: width, height: height),
      objects: examples.map(\.objects), sizes: sizes,
      originalSizes: indices.map {
        ImageBatch.PixelSize(width: store.dataset.images[$0].width, height: store.dataset.images[$0].height)
      })
  }

  private var isPadded: Bool { if case .scaled = mode { true } else { false } }

  /// Columns and rows of a batch of pictures of these sizes.
  private func padded(_ sizes: [ImageBatch.PixelSize]) -> (width: Int, height: Int) {
    var (width, height) = (sizes.map(\.width).max() ?? 0, sizes.map(\.height).max() ?? 0)
    guard case .scaled(let scale, _, _, let multiple) = mode else { return (width, height) }
    if let side = scale.fixedSide { (width, height) = (side, side) }
    return ((width + multiple - 1) / multiple * multiple, (height + multiple - 1) / multiple * multiple)
  }

  /// `[N, 3, height, width]`, 0 beside smaller pictures.
  private static func planes(_ images: [ImageBuffer], width: Int, height: Int) -> [UInt8] {
    let count = images.count * 3 * width * height
    return [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      var to = 0
      for image in images {
        image.pixels.withUnsafeBufferPointer { pixels in
          for channel in 0..<3 {
            for row in 0..<height {
              var from = row * image.width * 3 + channel
              for column in 0..<width {
                let isInside = row < image.height && column < image.width
                out[to] = isInside ? pixels[from] : 0
                from += 3
                to += 1
              }
            }
          }
        }
      }
      filled = count
    }
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
      var labeled = try store.labeledImage(at: index, masks: hasMasks)
      if stream.uniform() < flip { labeled = labeled.flipped() }
      if let jitter { labeled.image = jitter(labeled.image, using: &stream) }
      if let side { labeled = labeled.resized(width: side, height: side) }
      return labeled
    case .scaled(let scale, let flip, let jitter, _):
      var labeled = try store.labeledImage(at: index, masks: hasMasks)
      if stream.uniform() < flip { labeled = labeled.flipped() }
      if let jitter { labeled.image = jitter(labeled.image, using: &stream) }
      return scale(labeled, using: &stream)
    }
  }
}
