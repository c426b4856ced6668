import Models
import NN
import Optim
import Pipeline
import Spec
import Statistics
import StrictJSON
import Torch

/// MAE pre-training (He et al. 2022) on the pictures of the split `pretrain`: writes `weights.safetensors` under the
/// official checkpoints' keys, and `curves.json`.
struct PretrainStage {
  let config: PretrainConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let device = try StageDevice.prepare(request)
    let settings = config.pretrain
    let seed = UInt64(settings.seed)
    let shape = ModelShape(config.model)
    let store = ParameterStore(seed: ParameterStore.streamSeed(seed, "pretrain"), device: device)
    let mae = MAE(store: store, shape: shape)
    let groups = ParameterGroups(
      weightDecay: settings.weightDecay, depth: shape.encoder.depth, encoderPrefix: "",
      undecayed: settings.optimizer.undecayed.rule)
    guard settings.samples >= settings.batchSize else {
      throw InputError(
        jsonPath: "$.pretrain.samples", found: "\(settings.samples) samples",
        expected: "at least \(settings.batchSize), one batch (pretrain.batch_size)")
    }
    let steps = settings.samples / settings.batchSize
    let masks = Generator(seed: ParameterStore.streamSeed(seed, "pretrain/masks"))
    let state = TrainingState(
      store: store, optimizer: AdamW(groups.groups(store), settings.optimizer), generators: [("masks", masks)],
      sampling: RandomStream(seed: seed, name: "unused"), curves: LossCurves(every: 50, window: 50),
      scaler: settings.precision.scaler)
    let checkpoints = try TrainingCheckpoints(request, reporter)
    try checkpoints?.restore(state, of: steps)
    let loop = TrainingLoop(
      name: "pre-training", steps: steps, lr: settings.lr,
      schedule: LearningRateSchedule(
        .cosine, totalSteps: steps, warmup: settings.optimizer.warmup(share: settings.warmupShare)),
      gradientClip: 0, pieces: settings.optimizer.accumulateSteps, precision: settings.precision, device: device)
    let batches = try PretrainBatches(request, config, steps: state.step..<steps)
    let patches = shape.grid * shape.grid
    try loop.run(state, checkpoints, reporter) {
      try batches.next()
    } losses: { batch, _ in
      let images = batch.images.to(device)
      let noise = masks.uniform([images.size(0), patches], device: device)
      let loss = mae.loss(
        images: images, noise: noise, maskRatio: settings.maskRatio, normPixLoss: settings.normPixLoss,
        recomputesEncoder: settings.optimizer.checkpointEncoder
      ).loss
      return StepLosses(total: loss, parts: [])
    }
    try WeightsFile.write(store, to: "\(request.output)/\(WeightsFile.name)")
    try state.curves.curves.write(to: "\(request.output)/curves.json")
  }
}
