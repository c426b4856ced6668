import Torch

/// The loss and its parts over training, as means over the last steps.
struct LossCurves {
  private(set) var curves = Curves()
  private let every: Int
  private let window: Int
  private var recent: [String: RunningMean] = [:]

  /// A point every `every` steps, each the mean of the last `window` ones.
  init(every: Int, window: Int) {
    self.every = every
    self.window = window
  }

  /// The total with four decimals.
  var text: String { recent["loss"]?.text ?? "–" }

  /// Takes the losses of one step.
  mutating func add(_ losses: StepLosses, _ step: Int, of steps: Int) {
    let values = [("loss", Double(losses.total.item()))] + losses.parts.map { ($0.name, Double($0.value)) }
    for (name, value) in values {
      recent[name, default: RunningMean(window: window)].add(value)
      if (step + 1) % every == 0 || step == steps - 1, let mean = recent[name]?.value {
        curves.add(name, step + 1, mean)
      }
    }
  }
}
