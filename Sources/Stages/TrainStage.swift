import Checkpoints
import Datasets
import Models
import NN
import Optim
import Pipeline
import Spec
import Statistics
import StrictJSON
import Torch

/// Trains a detector: on all labelled pictures of its label space, on K shots, or on single objects. Writes the
/// weights, the curves and, for shots, the split.
struct TrainStage {
  static let splitFile = "split.json"
  /// Pictures with a shorter side are left out unless all are stretched to a square.
  static let smallestSide = 32
  /// The stream of rows that fine-tuning adds. From that of the base training they would be its own first values: a
  /// larger tensor of the same key and seed begins with the numbers of a smaller one.
  private static let newRows = "detector/fine-tune"
  let config: TrainConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let device = try StageDevice.prepare(request)
    let settings = config.train
    let index = try DatasetIndex(request)
    let all = try index.dataset(.train, masks: config.model.maskHead)
    let labels = try LabelMap(config.labelSpace, index: index, dataset: all, order: config.model.quirks.labelOrder)
    if config.phase == .fineTune { try labels.requireBaseFirst(index, all) }
    let pictures = try TrainingPictures(config, all: all, labels: labels, index: index, request: request)
    let dataset = pictures.dataset
    if config.model.maskHead { try dataset.requireMasksToTrain() }
    let model = ArmModel(
      arm: config.arm, task: config.task, model: config.model, classes: labels.count, seed: config.seed,
      stream: config.phase == .fineTune ? Self.newRows : "detector", dropPath: settings.dropPath, device: device,
      restsWhenFrozen: settings.quirks.frozenStatistics == .fixed)
    try loadWeights(into: model, request, baseClasses: index.base.count)
    // The rule of few shots trains nothing of the encoder.
    if settings.freezeEncoder || settings.layerDecayRule == .encoderAndDecoder {
      model.store.setTrainable(false, prefixes: ["backbone."])
    }

    let seed = ParameterStore.streamSeed(UInt64(config.seed), "train/\(config.phase.rawValue)")
    // A few shots may be fewer pictures than a batch; then all of them are one.
    let batchSize = min(settings.batchSize, dataset.images.count)
    if batchSize < settings.batchSize {
      reporter.message("batches of \(batchSize) instead of \(settings.batchSize), as there are no more pictures")
    }
    let stepsPerEpoch = dataset.images.count / batchSize
    let steps: Int
    switch settings.length {
    case .epochs(let epochs): steps = epochs * stepsPerEpoch
    case .iterations(let count): steps = count
    }
    let dropPath = Generator(seed: ParameterStore.streamSeed(seed, "drop-path"))
    let state = TrainingState(
      store: model.store, optimizer: AdamW(groups(model).groups(model.store), settings.optimizer),
      generators: [("drop-path", dropPath)], sampling: RandomStream(seed: seed, name: "sampling"),
      curves: LossCurves(every: max(1, steps / 100), window: 20), scaler: settings.precision.scaler)
    let checkpoints = try TrainingCheckpoints(request, reporter)
    try checkpoints?.restore(state, of: steps)
    let batches = try TrainBatches(
      request, dataset: dataset, imageFolder: pictures.folder, labels: labels, config: config,
      batchSize: batchSize, steps: state.step..<steps)
    let loop = TrainingLoop(
      name: "\(config.phase.rawValue) training of \(config.arm.rawValue)", steps: steps, lr: settings.lr,
      schedule: LearningRateSchedule(
        settings.shape(stepsPerEpoch: stepsPerEpoch), totalSteps: steps,
        warmup: settings.optimizer.warmup(share: settings.warmupShare)),
      gradientClip: settings.gradientClip, pieces: settings.optimizer.accumulateSteps, precision: settings.precision,
      device: device)
    let context = ForwardContext.training(dropPath, recomputesEncoder: settings.optimizer.checkpointEncoder)
    try loop.run(state, checkpoints, reporter) {
      try batches.next()
    } losses: { batch, state in
      model.losses(
        batch.images.to(device), batch.targets, sizes: batch.sizes, anchorSizes: batch.anchorSizes, context,
        &state.sampling)
    }
    try WeightsFile.write(model.store, to: "\(request.output)/\(WeightsFile.name)")
    try state.curves.curves.write(to: "\(request.output)/curves.json")
  }

  private func groups(_ model: ArmModel) -> ParameterGroups {
    let settings = config.train
    return ParameterGroups(
      weightDecay: settings.weightDecay, layerDecay: settings.layerDecay, depth: model.shape.encoder.depth,
      encoderPrefix: "backbone.",
      layerRule: settings.layerDecayRule == .encoder
        ? .encoder : .encoderAndDecoder(decoderDepth: model.shape.decoder.depth),
      undecayed: settings.optimizer.undecayed.rule)
  }

  private func loadWeights(into model: ArmModel, _ request: StageRequest, baseClasses: Int) throws {
    let file = "\(request.input("weights"))/\(WeightsFile.name)"
    if config.phase == .fineTune {
      let tensors = try Checkpoint.read(file).tensors
      let rows: LabelSpaceExpansion.RegressionRows =
        config.train.quirks.regressionRows == .copied ? .copied : .restarted
      try LabelSpaceExpansion(
        baseClasses: baseClasses, regressionRows: rows, keepsBase: config.labelSpace != .novel
      ).load(
        tensors, file: file, into: model.store)
    } else {
      try WeightsFile.read(file, into: model.store)
    }
  }
}
