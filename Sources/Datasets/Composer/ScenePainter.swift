import Detection
import Statistics
import StrictJSON

/// Makes the pictures of one split. Every picture has a stream of its own, named by split and index, so any picture
/// can be made alone, in any order, on any thread, and always comes out the same.
public struct ScenePainter: Sendable {
  /// What pictures are like.
  public let settings: SceneSettings
  /// The split.
  public let split: SceneSplit
  /// The seed.
  public let seed: UInt64
  private let stamps: [[(name: String, image: StampImage)]]
  private let extras: [(name: String, image: StampImage)]
  private let mosaicStamps: [StampImage]

  /// Reads and prepares the cut-outs of a split.
  ///
  /// - Parameters:
  ///   - catalogue: Where the cut-outs are.
  ///   - exemplars: Which of them each split may use.
  ///   - split: The split.
  ///   - settings: What pictures are like.
  ///   - seed: The seed.
  ///   - threads: Threads to read with; nil for all cores.
  /// - Throws: `InputError` for a cut-out that cannot be decoded, that is fully transparent, or a category without
  ///   cut-outs in this split.
  public init(
    catalogue: StampCatalogue, exemplars: ExemplarSplit, split: SceneSplit, settings: SceneSettings,
    seed: UInt64,
    threads: Int? = nil
  ) throws {
    settings.check()
    let own = exemplars.stamps(of: split)
    if let empty = own.firstIndex(where: \.isEmpty) {
      throw InputError(
        file: catalogue.root,
        found: "no cut-outs of \"\(exemplars.categories[empty])\" for the split \"\(split.rawValue)\"",
        expected: "a share of the exemplars above 0")
    }
    let threads = threads ?? ParallelLoop.defaultThreads
    let largest = Int((settings.objectSize.upperBound * Double(settings.imageSize)).rounded(.up))
    func load(_ stamps: [Stamp]) throws -> [(name: String, image: StampImage)] {
      try ParallelLoop.map(count: stamps.count, threads: threads) { index in
        let file = catalogue.path(of: stamps[index])
        guard let image = StampImage(try AlphaImageBuffer(file: file), largestSide: largest) else {
          throw InputError(file: file, found: "a picture without an opaque pixel", expected: "a cut-out")
        }
        return (stamps[index].name, image)
      }
    }
    let flat = try load(own.flatMap { $0 })
    var start = 0
    var grouped: [[(name: String, image: StampImage)]] = []
    for stamps in own {
      grouped.append(Array(flat[start..<start + stamps.count]))
      start += stamps.count
    }
    stamps = grouped
    extras = split == .pretrain && settings.extraShare > 0 ? try load(exemplars.pretrainExtras) : []
    mosaicStamps =
      split == .pretrain
      ? flat.map(\.image) : try load(exemplars.stamps(of: .pretrain).flatMap { $0 }).map(\.image)
    self.settings = settings
    self.split = split
    self.seed = seed
  }

  /// The picture of this index.
  public func scene(_ index: Int) -> Scene {
    var stream = RandomStream(seed: seed, name: "scene/\(split.rawValue)/\(index)")
    let side = settings.imageSize
    var canvas = BackgroundPainter(side: side, mosaicStamps: mosaicStamps).paint(using: &stream)
    var layout = SceneLayout(side: side)
    var drawn: [(category: Int?, name: String)] = []
    let wanted = stream.integer(
      in: settings.objectsPerImage.lowerBound..<settings.objectsPerImage.upperBound + 1)
    for _ in 0..<wanted {
      let covers = stream.uniform() < settings.occlusion && !drawn.isEmpty
      // A place is not always found at once; another object, smaller at the last tries, may fit.
      for attempt in 0..<4 {
        let (category, stamp) = draw(&stream)
        let sprite = sprite(of: stamp.image, isLast: attempt >= 2 && !covers, &stream)
        let place =
          covers
          ? layout.coveringPlace(for: sprite, using: &stream) : layout.clearPlace(for: sprite, using: &stream)
        guard let place else { continue }
        canvas.draw(sprite, x: place.x, y: place.y)
        let middle = SIMD2(
          Double(place.x) + Double(sprite.width) / 2, Double(place.y) + Double(sprite.height) / 2)
        layout.place(place.pixels, centre: middle)
        drawn.append((category, stamp.name))
        break
      }
    }
    let objects = drawn.enumerated().map { index, object in
      let masks = layout.masks(of: index)
      return SceneObject(
        category: object.category, stamp: object.name, fullMask: masks.full, visibleMask: masks.visible,
        visibleFraction: layout.placed[index].visibleFraction)
    }
    return Scene(image: canvas.image(), objects: objects)
  }

  private func draw(_ stream: inout RandomStream) -> (
    category: Int?, stamp: (name: String, image: StampImage)
  ) {
    if !extras.isEmpty, stream.uniform() < settings.extraShare {
      return (nil, extras[stream.integer(in: 0..<extras.count)])
    }
    let category = stream.integer(in: 0..<stamps.count)
    return (category, stamps[category][stream.integer(in: 0..<stamps[category].count)])
  }

  private func sprite(of stamp: StampImage, isLast: Bool, _ stream: inout RandomStream) -> Sprite {
    let sizes = settings.objectSize
    let middle = (sizes.lowerBound + sizes.upperBound) / 2
    let share = stream.uniform(in: sizes.lowerBound...(isLast ? middle : sizes.upperBound))
    let turn = settings.rotation * Double.pi / 180
    let pose = StampPose(
      side: share * Double(settings.imageSize), isFlipped: stream.uniform() < 0.5,
      angle: stream.uniform(in: -turn...turn))
    var sprite = Sprite(stamp, pose: pose)
    let range = 1 - settings.jitter...1 + settings.jitter
    sprite.adjust(brightness: Float(stream.uniform(in: range)), contrast: Float(stream.uniform(in: range)))
    return sprite
  }
}
