import Models
import NN
import Optim
import Pipeline
import Spec
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
    let groups = ParameterGroups(weightDecay: settings.weightDecay, depth: shape.encoder.depth, encoderPrefix: "")
    let optimizer = AdamW(groups.groups(store), betas: (0.9, 0.95))
    guard settings.samples >= settings.batchSize else {
      throw InputError(
        jsonPath: "$.pretrain.samples", found: "\(settings.samples) samples",
        expected: "at least \(settings.batchSize), one batch (pretrain.batch_size)")
    }
    let steps = settings.samples / settings.batchSize
    let schedule = LearningRateSchedule(.cosine, totalSteps: steps, warmupShare: settings.warmupShare)
    let masks = Generator(seed: ParameterStore.streamSeed(seed, "pretrain/masks"))
    let batches = try PretrainBatches(request, config, steps: steps)
    var curves = Curves()
    var recent = RunningMean(window: 50)
    let patches = shape.grid * shape.grid
    for step in 0..<steps {
      let images = try batches.next().to(device)
      let noise = masks.uniform([images.size(0), patches], device: device)
      let loss = withAutocast(settings.precision.autocast, on: device) {
        mae.loss(images: images, noise: noise, maskRatio: settings.maskRatio, normPixLoss: settings.normPixLoss).loss
      }
      loss.backward()
      let value = loss.item()
      guard value.isFinite else { throw NonFiniteLoss(stage: "pre-training", step: step, value: value) }
      optimizer.step(lr: settings.lr * schedule.factor(step))
      recent.add(Double(value))
      if step % 50 == 49 || step == steps - 1 { curves.add("loss", step + 1, recent.value) }
      reporter.progress(step + 1, of: steps, unit: "step", note: "loss \(recent.text)")
    }
    try WeightsFile.write(store, to: "\(request.output)/\(WeightsFile.name)")
    try curves.write(to: "\(request.output)/curves.json")
  }
}
