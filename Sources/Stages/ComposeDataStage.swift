import Datasets
import Pipeline
import Spec
import StrictJSON

/// Composes the pictures of every split from cut-outs, as ordinary COCO folders.
struct ComposeDataStage {
  let config: ComposeDataConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    guard let root = request.resource("stamps") else {
      throw InputError(
        found: "no folder of cut-outs",
        expected: "one, of the package tuxpaint-stamps-default or named by IMTED_STAMPS")
    }
    let data = config.data
    let settings = SceneSettings(
      imageSize: data.imageSize, objectsPerImage: data.objectsPerImage, objectSize: data.objectSize,
      occlusion: data.occlusion)
    var shares: [SceneSplit: Double] = [:]
    var counts: [SceneSplit: Int] = [:]
    var places: [Split: DatasetIndex.Place] = [:]
    for split in Split.allCases {
      shares[split.scene] = data.exemplarShares[split]
      counts[split.scene] = data.images[split]
      places[split] = DatasetIndex.Place(
        images: .inside("\(split.rawValue)/images"),
        annotations: .inside("\(split.rawValue)/annotations.json"))
    }
    let composer = try SceneComposer(
      catalogue: try StampCatalogue(root: root), baseCategories: data.baseCategories,
      novelCategories: data.novelCategories, shares: shares, settings: settings, seed: UInt64(data.seed))
    let progress = ComposingProgress(counts)
    try composer.write(to: request.output, counts: counts, threads: request.threads) { progress.note($0) }
    try DatasetIndex(
      base: data.baseCategories, novel: data.novelCategories, places: places.filter { counts[$0.key.scene] ?? 0 > 0 },
      folder: request.output
    ).write()
  }
}

/// Adds the splits up to one progress.
private final class ComposingProgress: Sendable {
  private let before: [SceneSplit: Int]
  private let total: Int

  init(_ counts: [SceneSplit: Int]) {
    var before: [SceneSplit: Int] = [:]
    var sum = 0
    for split in SceneSplit.allCases {
      before[split] = sum
      sum += counts[split] ?? 0
    }
    self.before = before
    total = sum
  }

  func note(_ progress: SceneComposer.Progress) {
    let done = (before[progress.split] ?? 0) + progress.done
    StageReporter.report(done, of: total, unit: "picture", note: progress.split.rawValue)
  }
}

extension Split {
  /// The composer's name of this split.
  var scene: SceneSplit {
    switch self {
    case .pretrain: .pretrain
    case .train: .train
    case .development: .development
    case .test: .test
    }
  }
}
