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

  /// The batches of some of the steps, numbered from 0 over the whole training.
  init(_ request: StageRequest, _ config: PretrainConfig, steps: Range<Int>) throws {
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
    loader = try BatchLoader(store: store, plan: plan, batches: steps)
  }

  /// The pictures of the next step.
  func next() throws -> StepBatch {
    guard let batch = try loader.next() else { fatalError("the loader ended before the training did") }
    return StepBatch(images: batch.tensor)
  }
}

/// Pictures with their objects for training a detector, augmented and normalised.
struct TrainBatches {
  private let loader: BatchLoader
  private let labels: LabelMap
  private let hasMasks: Bool
  /// What a picture's own padding makes its sides multiples of; nil if all of a batch is its own.
  private let ownMultiple: Int?

  /// The batches of some of the steps, numbered from 0 over the whole training.
  init(
    _ request: StageRequest, dataset: COCODataset, imageFolder: String, labels: LabelMap, config: TrainConfig,
    batchSize: Int, steps: Range<Int>
  ) throws {
    let settings = config.train
    let store = try PictureStore(dataset: dataset, folder: imageFolder, threads: request.threads)
    let jitter = settings.colorJitter > 0 ? ColorJitter(strength: settings.colorJitter) : nil
    let backbone = config.model.backbone
    let scaling = settings.augmentation.scaling
    let plan = BatchPlan(
      mode: scaling.map {
        .scaled($0, flip: settings.flip, jitter: jitter, multiple: backbone.sideMultiple)
      } ?? .detection(flip: settings.flip, jitter: jitter), batchSize: batchSize, side: backbone.imageSize,
      isShuffled: true, dropsLast: true,
      seed: RandomStream.seed(UInt64(config.seed), "loading/\(config.phase.rawValue)"),
      groupsByAspect: scaling != nil, hasMasks: config.model.maskHead)
    loader = try BatchLoader(store: store, plan: plan, batches: steps)
    self.labels = labels
    hasMasks = config.model.maskHead
    ownMultiple = settings.augmentation.padsPictures ? backbone.sideMultiple : nil
  }

  /// The pictures and objects of the next step, with masks if the model has a head for them. Crowds are left out, as in
  /// the reference.
  func next() throws -> StepBatch {
    guard let batch = try loader.next() else { fatalError("the loader ended before the training did") }
    let targets = batch.objects.map { objects in
      let known = objects.compactMap { object in
        object.isCrowd ? nil : labels.label(object.categoryID).map { (box: object.box, label: $0, mask: object.mask) }
      }
      return DetectionTarget(
        boxes: known.map(\.box), labels: known.map(\.label), masks: hasMasks ? known.compactMap(\.mask) : nil)
    }
    return StepBatch(
      images: batch.tensor, targets: targets, sizes: batch.pictureSizes,
      anchorSizes: ownMultiple.map { multiple in batch.pictureSizes.map { $0.padded(to: multiple) } },
      multiple: ownMultiple)
  }
}

/// The pictures of a split in order, for prediction.
struct EvaluationBatches {
  private let loader: BatchLoader

  /// Pictures stretched to a square of `side`; or, if there is a test size, brought to it in proportion and padded to
  /// multiples of `multiple`, each in a batch of its own, so that nothing hangs on its neighbours.
  init(
    dataset: COCODataset, imageFolder: String, side: Int, testSize: TestSizeSpec? = nil, multiple: Int = 32,
    batchSize: Int = 32, threads: Int
  ) throws {
    let store = try PictureStore(dataset: dataset, folder: imageFolder, threads: threads)
    let scaling = testSize.map { ScaledPicture.shortSide(.init(short: [$0.short], long: $0.long)) }
    let plan = BatchPlan(
      mode: scaling.map { .scaled($0, multiple: multiple) } ?? .detection(), batchSize: scaling == nil ? batchSize : 1,
      side: side, isShuffled: false, dropsLast: false, seed: 0)
    let count = plan.batchesPerEpoch(pictures: dataset.images.count)
    loader = try BatchLoader(store: store, plan: plan, batches: 0..<count)
  }

  /// The next pictures, what each fills of its batch, and their positions in the data set; nil after the last.
  func next() throws -> (images: Tensor, sizes: [PictureSize], indices: [Int])? {
    try loader.next().map { ($0.tensor, $0.pictureSizes, $0.indices) }
  }
}

extension ImageBatch {
  /// `[B, 3, H, W]`, normalised with ImageNet's mean and deviation.
  var tensor: Tensor { Tensor(floats(), shape: [count, 3, height, width]) }

  /// What each picture fills.
  var pictureSizes: [PictureSize] { sizes.map { PictureSize(width: $0.width, height: $0.height) } }
}
