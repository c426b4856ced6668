import StrictJSON
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

  /// Takes the losses of one step, the total under `loss`.
  mutating func add(_ values: [(name: String, value: Double)], _ step: Int, of steps: Int) {
    for (name, value) in values {
      recent[name, default: RunningMean(window: window)].add(value)
      if isDue(step, of: steps), let mean = recent[name]?.value { curves.add(name, step + 1, mean) }
    }
  }

  /// Takes a number that is no loss, and whose last value counts.
  mutating func note(_ name: String, _ value: Double, _ step: Int, of steps: Int) {
    if isDue(step, of: steps) { curves.add(name, step + 1, value) }
  }

  private func isDue(_ step: Int, of steps: Int) -> Bool { (step + 1) % every == 0 || step == steps - 1 }

  /// All that must be kept so that the curves can go on.
  var state: JSONValue {
    let means = recent.sorted { $0.key < $1.key }.map { name, mean in
      (name, JSONValue.array(mean.values.map { $0.isFinite ? .number($0) : .null }))
    }
    return ["curves": curves.json, "recent": .object(means)]
  }

  /// Goes on from a `state`.
  mutating func restore(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    curves = try Curves(try reader.required("curves"))
    recent = [:]
    for member in try reader.required("recent").object().members() {
      var mean = RunningMean(window: window)
      for value in try member.value.array() { mean.add(value.isNull ? .nan : try value.double()) }
      recent[member.key] = mean
    }
    try reader.finish()
  }
}
