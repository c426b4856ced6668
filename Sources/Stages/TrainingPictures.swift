import Datasets
import Detection
import Pipeline
import Spec
import StrictJSON

/// The pictures and boxes that a training stage learns from: those of its label space on the listed pictures, or K
/// shots, drawn or read from lists.
struct TrainingPictures {
  /// The pictures with the boxes that are labelled on them.
  let dataset: COCODataset
  /// The folder of the pictures.
  let folder: String

  /// Chooses them; writes the split beside the stage's weights when there are shots.
  init(
    _ config: TrainConfig, all: COCODataset, labels: LabelMap, index: DatasetIndex, request: StageRequest
  ) throws {
    var listed = all
    if let ids = config.imageIDs {
      let file = try Self.path("train.ids", request)
      listed = try ImageIDList(file: file, percent: ids.percent, seed: ids.seed, for: all).subset(of: all)
    }
    if config.train.share < 1 {
      listed = try ImageIDList(percent: 100 * config.train.share, of: listed, seed: UInt64(config.seed))
        .subset(of: listed)
    }
    var inSpace = labels.keepingOwn(listed)
    // As in the reference, where pictures keep their proportions.
    let smallest = config.train.augmentation == .square ? nil : TrainStage.smallestSide
    if let smallest { inSpace = inSpace.withoutImages(sideBelow: smallest) }
    guard let shots = config.shots else {
      if config.task == .singleObject { try SingleObjectPictures.check(inSpace) }
      let labelled = inSpace.withoutEmptyImages()
      guard !labelled.images.isEmpty else {
        throw InputError(
          file: all.file, jsonPath: "$.annotations", found: "no object of a category that is to be learnt",
          expected: "some to train on")
      }
      (dataset, folder) = (labelled, try index.images(.train))
      return
    }
    let split: KShotSplit
    if let list = config.shotList {
      let support = try SupportSet(
        path: try Self.path("shots", request), format: list.format.support, shots: shots,
        categories: labels.keepingOwn(all).categories, train: all, masks: config.model.maskHead)
      let exact = try support.exactly(shots, seed: UInt64(list.seed))
      split = exact.split(shots: shots, seed: UInt64(list.seed))
      let records = exact.dataset(list.boxRecords == .oneBox ? .oneBox : .merged)
      dataset = smallest.map { records.withoutImages(sideBelow: $0) } ?? records
      folder = try request.resource("shots.images") ?? index.images(.train)
    } else {
      split = try KShotSplit(from: inSpace, shots: shots, seed: UInt64(config.shotSeed ?? config.seed))
      (dataset, folder) = (split.subset(of: inSpace), try index.images(.train))
    }
    try split.write(to: "\(request.output)/\(TrainStage.splitFile)")
  }

  private static func path(_ name: String, _ request: StageRequest) throws(InputError) -> String {
    guard let path = request.resource(name) else {
      throw InputError(found: "a training from lists", expected: "a request that says where \"\(name)\" is")
    }
    return path
  }
}

extension ShotListFormat {
  /// The reader's name of this format.
  var support: SupportSet.Format {
    switch self {
    case .fsdetCOCO: .fsdetCOCO
    case .fsdetVOC: .fsdetVOC
    case .merged: .merged
    }
  }
}
