public import Detection
import Foundation
public import StrictJSON
import Synchronization

/// Composes a whole data set: for each split a folder with `images/` and `annotations.json` (COCO's format, masks as
/// compressed run lengths), and `data.json`, a summary.
///
/// An annotation's `bbox`, `area` and `segmentation` are of the object's visible pixels; `amodal_bbox` is the box
/// around all its pixels inside the picture; `visible_fraction` is visible over all pixels inside the picture; `stamp`
/// names the cut-out. Category ids count from 1, base categories first. Extras are not annotated.
public struct SceneComposer: Sendable {
  /// What pictures are like.
  public let settings: SceneSettings
  /// The seed of exemplars and pictures.
  public let seed: UInt64
  /// Categories that models learn first.
  public let baseCategories: [String]
  /// Categories that come with few shots.
  public let novelCategories: [String]
  /// The cut-outs.
  public let catalogue: StampCatalogue
  /// Which cut-outs each split uses.
  public let exemplars: ExemplarSplit

  /// What the summary's `format` says.
  public static let format = "imted-bench/composed-data/1"
  /// Raised whenever the same settings and seed come to give other pictures.
  public static let version = 1

  /// How far composing has come.
  public struct Progress: Sendable {
    /// The split at work.
    public let split: SceneSplit
    /// Pictures of it that are done.
    public let done: Int
    /// Pictures of it in all.
    public let total: Int
  }

  /// A composer of these categories; throws as `ExemplarSplit` does, and for a category named twice.
  public init(
    catalogue: StampCatalogue, baseCategories: [String], novelCategories: [String] = [],
    shares: [SceneSplit: Double], settings: SceneSettings, seed: UInt64
  ) throws(InputError) {
    settings.check()
    let names = baseCategories + novelCategories
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw InputError(found: "the category \"\(name)\" twice", expected: "each category once")
    }
    exemplars = try ExemplarSplit(catalogue: catalogue, categories: names, shares: shares, seed: seed)
    self.settings = settings
    self.seed = seed
    self.baseCategories = baseCategories
    self.novelCategories = novelCategories
    self.catalogue = catalogue
  }

  /// The categories with their ids.
  public var categories: [Category] {
    exemplars.categories.enumerated().map { Category(id: $0 + 1, name: $1) }
  }

  /// The painter of a split's pictures.
  public func painter(for split: SceneSplit, threads: Int? = nil) throws -> ScenePainter {
    try ScenePainter(
      catalogue: catalogue, exemplars: exemplars, split: split, settings: settings, seed: seed,
      threads: threads)
  }

  /// Composes all splits into a folder. The bytes written hang on settings, seed and cut-outs only, not on `threads`.
  ///
  /// - Parameters:
  ///   - folder: Where to; made if absent.
  ///   - counts: Pictures of each split; a split with none gets no folder.
  ///   - threads: Threads to paint with; nil for all cores.
  ///   - progress: Called from the painting threads, about once for every hundredth of a split.
  /// - Returns: The summary, as written to `data.json`.
  @discardableResult
  public func write(
    to folder: String, counts: [SceneSplit: Int], threads: Int? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> JSONValue {
    var summaries: [(String, JSONValue)] = []
    for split in SceneSplit.allCases {
      guard let count = counts[split], count > 0 else { continue }
      let dataset = try write(
        split, count: count, to: folder + "/" + split.rawValue, threads: threads, progress)
      summaries.append((split.rawValue, try summary(of: split, dataset)))
    }
    let summary = try summary(splits: summaries)
    try FileBytes.write(summary.prettyText().utf8, to: folder + "/data.json")
    return summary
  }

  private func write(
    _ split: SceneSplit, count: Int, to folder: String, threads: Int?,
    _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> COCODataset {
    try FileBytes.makeFolder(folder + "/images")
    let threads = threads ?? ParallelLoop.defaultThreads
    let painter = try painter(for: split, threads: threads)
    let counter = Counter()
    let step = max(1, count / 100)
    let scenes = try ParallelLoop.map(count: count, threads: threads) { index in
      let scene = painter.scene(index)
      let bytes = settings.format == .png ? scene.image.png(level: 3) : scene.image.jpeg(quality: 95)
      try FileBytes.write(bytes, to: folder + "/images/" + fileName(index))
      let done = counter.next()
      if done.isMultiple(of: step) || done == count {
        progress(Progress(split: split, done: done, total: count))
      }
      return scene.objects
    }
    var annotations: [Annotation] = []
    var sources: [SceneObject] = []
    for (index, objects) in scenes.enumerated() {
      for object in objects {
        guard let category = object.category else { continue }
        annotations.append(
          Annotation(
            id: annotations.count + 1, imageID: index + 1, categoryID: category + 1, box: object.box,
            area: Double(object.visibleMask.area), mask: object.visibleMask,
            visibleFraction: object.visibleFraction))
        sources.append(object)
      }
    }
    let side = settings.imageSize
    let images = (0..<count).map { index in
      ImageRecord(id: index + 1, fileName: fileName(index), width: side, height: side)
    }
    let file = folder + "/annotations.json"
    let dataset = COCODataset(images: images, categories: categories, annotations: annotations, file: file)
    try dataset.write(to: file, info: info(split)) { annotation in
      let object = sources[annotation.id - 1]
      return [("amodal_bbox", COCOBox.json(object.amodalBox)), ("stamp", .string(object.stamp))]
    }
    return dataset
  }

  private func fileName(_ index: Int) -> String {
    let digits = String(index + 1)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "." + settings.format.suffix
  }

  private func info(_ split: SceneSplit) -> JSONObject {
    JSONObject([
      ("description", .string("composed scenes, \(split.rawValue)")),
      ("generator", "imted-bench scene composer"),
      ("generator_version", .integer(Self.version)), ("seed", .string(String(seed))),
      ("split", .string(split.rawValue)),
      ("bbox_is", "the box around the visible pixels"),
      ("amodal_bbox_is", "the box around all pixels in the picture"),
    ])
  }

  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
  }
}
