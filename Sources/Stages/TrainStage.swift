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
  let config: TrainConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let device = try StageDevice.prepare(request)
    let settings = config.train
    let index = try DatasetIndex(request)
    let all = try index.dataset(.train)
    let labels = try LabelMap(config.labelSpace, index: index, dataset: all)
    let pictures = try TrainingPictures(config, all: all, labels: labels, index: index, request: request)
    let dataset = pictures.dataset
    let model = ArmModel(
      arm: config.arm, task: config.task, model: config.model, classes: labels.count, seed: config.seed,
      dropPath: settings.dropPath, device: device)
    try loadWeights(into: model, request, baseClasses: index.base.count)
    if settings.freezeEncoder { model.store.setTrainable(false, prefixes: ["backbone."]) }

    let seed = ParameterStore.streamSeed(UInt64(config.seed), "train/\(config.phase.rawValue)")
    // A few shots may be fewer pictures than a batch; then all of them are one.
    let batchSize = min(settings.batchSize, dataset.images.count)
    if batchSize < settings.batchSize {
      reporter.message("batches of \(batchSize) instead of \(settings.batchSize), as there are no more pictures")
    }
    let steps: Int
    switch settings.length {
    case .epochs(let epochs): steps = epochs * (dataset.images.count / batchSize)
    case .iterations(let count): steps = count
    }
    let batches = try TrainBatches(
      request, dataset: dataset, imageFolder: pictures.folder, labels: labels, config: config,
      batchSize: batchSize, steps: steps)
    let groups = ParameterGroups(
      weightDecay: settings.weightDecay, layerDecay: settings.layerDecay, depth: model.shape.encoder.depth,
      encoderPrefix: "backbone.")
    let optimizer = AdamW(groups.groups(model.store))
    let schedule = LearningRateSchedule(
      settings.schedule.shape, totalSteps: steps, warmupShare: settings.warmupShare)
    let context = ForwardContext.training(Generator(seed: ParameterStore.streamSeed(seed, "drop-path")))
    var sampling = RandomStream(seed: seed, name: "sampling")
    var curves = LossCurves(every: max(1, steps / 100), window: 20)
    for step in 0..<steps {
      let batch = try batches.next()
      let losses = withAutocast(settings.precision.autocast, on: device) {
        model.losses(batch.images.to(device), batch.targets, context, &sampling)
      }
      losses.total.backward()
      let value = losses.total.item()
      guard value.isFinite else {
        throw NonFiniteLoss(
          stage: "\(config.phase.rawValue) training of \(config.arm.rawValue)", step: step, value: value)
      }
      if settings.gradientClip > 0 { optimizer.clipGradients(to: settings.gradientClip) }
      optimizer.step(lr: settings.lr * schedule.factor(step))
      curves.add(losses, step, of: steps)
      reporter.progress(step + 1, of: steps, unit: "step", note: "loss \(curves.text)")
    }
    try WeightsFile.write(model.store, to: "\(request.output)/\(WeightsFile.name)")
    try curves.curves.write(to: "\(request.output)/curves.json")
  }

  private func loadWeights(into model: ArmModel, _ request: StageRequest, baseClasses: Int) throws {
    let file = "\(request.input("weights"))/\(WeightsFile.name)"
    if config.phase == .fineTune {
      let tensors = try Checkpoint.read(file).tensors
      try LabelSpaceExpansion(baseClasses: baseClasses, keepsBase: config.labelSpace != .novel).load(
        tensors, file: file, into: model.store)
    } else {
      try WeightsFile.read(file, into: model.store)
    }
  }
}
