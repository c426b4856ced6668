import Datasets
import Detection
import Models
import Pipeline
import Spec
import Statistics
import StrictJSON
import Torch

/// Pictures for MAE pre-training: random crops, mirrored half of the time, `[B, 3, S, S]`, normalised. They are made
/// ahead on threads of their own.
struct PretrainBatches {
  private let loader: BatchLoader

  init(_ request: StageRequest, _ config: PretrainConfig, steps: Int) throws {
    let settings = config.pretrain
    let index = try DatasetIndex(request)
    let folder = try index.images(.pretrain)
    let dataset = try COCODataset(pictureFolder: folder, threads: request.threads)
    guard dataset.images.count >= settings.batchSize else {
      throw InputError(
        file: folder, found: "\(dataset.images.count) pictures to pre-train on",
        expected: "at least \(settings.batchSize), one batch (pretrain.batch_size)")
    }
    let store = try PictureStore(dataset: dataset, folder: folder, threads: request.threads)
    let plan = BatchPlan(
      mode: .pretraining(crop: RandomResizedCrop(scale: settings.cropScale), flip: 0.5),
      batchSize: settings.batchSize, side: config.model.imageSize, isShuffled: true, dropsLast: true,
      seed: RandomStream.seed(UInt64(settings.seed), "loading/pretrain"))
    loader = try BatchLoader(store: store, plan: plan, batches: 0..<steps)
  }

  /// The pictures of the next step.
  func next() throws -> Tensor {
    guard let batch = try loader.next() else { fatalError("the loader ended before the training did") }
    return batch.tensor
  }
}

/// Pictures with their objects for training a detector, augmented and normalised.
struct TrainBatches {
  private let loader: BatchLoader
  private let labels: LabelMap
  private let hasMasks: Bool

  init(
    _ request: StageRequest, dataset: COCODataset, imageFolder: String, labels: LabelMap, config: TrainConfig,
    batchSize: Int, steps: Int
  ) throws {
    let settings = config.train
    let store = try PictureStore(dataset: dataset, folder: imageFolder, threads: request.threads)
    let jitter = settings.colorJitter > 0 ? ColorJitter(strength: settings.colorJitter) : nil
    let plan = BatchPlan(
      mode: .detection(flip: settings.flip, jitter: jitter), batchSize: batchSize,
      side: config.model.backbone.imageSize, isShuffled: true, dropsLast: true,
      seed: RandomStream.seed(UInt64(config.seed), "loading/\(config.phase.rawValue)"),
      hasMasks: config.model.maskHead)
    loader = try BatchLoader(store: store, plan: plan, batches: 0..<steps)
    self.labels = labels
    hasMasks = config.model.maskHead
  }

  /// The pictures and objects of the next step, with masks if the model has a head for them. Crowds are left out, as in
  /// the reference.
  func next() throws -> (images: Tensor, targets: [DetectionTarget]) {
    guard let batch = try loader.next() else { fatalError("the loader ended before the training did") }
    let targets = batch.objects.map { objects in
      let known = objects.compactMap { object in
        object.isCrowd ? nil : labels.label(object.categoryID).map { (box: object.box, label: $0, mask: object.mask) }
      }
      return DetectionTarget(
        boxes: known.map(\.box), labels: known.map(\.label), masks: hasMasks ? known.compactMap(\.mask) : nil)
    }
    return (batch.tensor, targets)
  }
}

/// The pictures of a split in order, for prediction.
struct EvaluationBatches {
  private let loader: BatchLoader

  init(dataset: COCODataset, imageFolder: String, side: Int, batchSize: Int = 32, threads: Int) throws {
    let store = try PictureStore(dataset: dataset, folder: imageFolder, threads: threads)
    let plan = BatchPlan(
      mode: .detection(), batchSize: batchSize, side: side, isShuffled: false, dropsLast: false, seed: 0)
    let count = plan.batchesPerEpoch(pictures: dataset.images.count)
    loader = try BatchLoader(store: store, plan: plan, batches: 0..<count)
  }

  /// The next pictures and their positions in the data set; nil after the last.
  func next() throws -> (images: Tensor, indices: [Int])? { try loader.next().map { ($0.tensor, $0.indices) } }
}

extension ImageBatch {
  /// `[B, 3, H, W]`, normalised with ImageNet's mean and deviation.
  var tensor: Tensor { Tensor(floats(), shape: [count, 3, height, width]) }
}
