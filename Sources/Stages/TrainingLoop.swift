import Optim
import Pipeline
import Spec
import Torch

/// The steps of a training, from where its state is to the end.
struct TrainingLoop {
  /// What it is, for people.
  let name: String
  let steps: Int
  let lr: Double
  let schedule: LearningRateSchedule
  /// Largest norm of all gradients; 0 for no limit.
  let gradientClip: Double
  /// Pieces in which a step's batch is computed.
  let pieces: Int
  let precision: Precision
  let device: Device

  /// Trains on what `next` gives, by the losses that `losses` finds for a piece of it.
  func run(
    _ state: TrainingState, _ checkpoints: TrainingCheckpoints?, _ reporter: StageReporter,
    next: () throws -> StepBatch, losses: (StepBatch, TrainingState) -> StepLosses
  ) throws {
    let stop = Cancellation()
    let watch = checkpoints == nil ? nil : stop.onSignals()
    defer { withExtendedLifetime(watch) {} }
    var saved = ContinuousClock.now
    while state.step < steps {
      if let checkpoints {
        let isStopped = stop.isCancelled
        if isStopped || (state.step > 0 && saved.duration(to: .now) >= .seconds(checkpoints.seconds)) {
          try checkpoints.save(state)
          saved = .now
        }
        if isStopped { throw StageStopped(step: state.step, steps: steps) }
      }
      try step(state, try next(), losses)
      reporter.progress(state.step, of: steps, unit: "step", note: "loss \(state.curves.text)")
    }
  }

  private func step(
    _ state: TrainingState, _ batch: StepBatch, _ losses: (StepBatch, TrainingState) -> StepLosses
  ) throws {
    let step = state.step
    let lr = lr * schedule.factor(step)
    var sums: [(name: String, value: Double)] = []
    for (share, piece) in batch.pieces(pieces) {
      let found = withAutocast(precision.autocast, on: device) { losses(piece, state) }
      let values = [("loss", Double(found.total.item()))] + found.parts.map { ($0.name, Double($0.value)) }
      for (place, value) in values.enumerated() {
        if place == sums.count { sums.append((value.0, 0)) }
        sums[place].value += value.1 * share
      }
      guard values[0].1.isFinite else { throw NonFiniteLoss(stage: name, step: step, losses: values, lr: lr) }
      let factor = share * (state.scaler?.scale ?? 1)
      (factor == 1 ? found.total : found.total * factor).backward()
    }
    let areFinite = state.scaler.map { state.optimizer.unscaleGradients(by: $0.scale) } ?? true
    if areFinite {
      if gradientClip > 0 { state.optimizer.clipGradients(to: gradientClip) }
      state.optimizer.step(lr: lr)
    } else {
      state.optimizer.clearGradients()
    }
    state.curves.add(sums, step, of: steps)
    state.scaler?.update(gradientsWereFinite: areFinite)
    if let scaler = state.scaler { state.curves.note("skipped_steps", Double(scaler.skippedSteps), step, of: steps) }
    state.step = step + 1
  }
}
