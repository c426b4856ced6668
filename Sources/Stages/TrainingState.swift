import NN
import Optim
import Statistics
import StrictJSON
import Torch

/// What a training has come to: all that must be kept so that it can go on to the same bits.
final class TrainingState {
  let store: ParameterStore
  let optimizer: AdamW
  /// Streams of libtorch, by name.
  let generators: [(name: String, generator: Generator)]
  /// Chooses the anchors and regions that are trained on.
  var sampling: RandomStream
  var curves: LossCurves
  /// There exactly with `float16`.
  var scaler: GradientScaler?
  /// Steps done. The data's position follows from it, as a step takes one batch.
  var step = 0

  init(
    store: ParameterStore, optimizer: AdamW, generators: [(name: String, generator: Generator)],
    sampling: RandomStream, curves: LossCurves, scaler: GradientScaler?
  ) {
    self.store = store
    self.optimizer = optimizer
    self.generators = generators
    self.sampling = sampling
    self.curves = curves
    self.scaler = scaler
  }

  /// The tensors, by name: weights and buffers, moments and step counts, generators.
  var tensors: [(name: String, tensor: Tensor)] {
    store.entries.map { ("weights/\($0.key)", $0.tensor) }
      + optimizer.state.map { ("optimizer/\($0.name)", $0.tensor) }
      + generators.map { ("generators/\($0.name)", $0.generator.state) }
  }

  /// Whether all weights and buffers are finite; else nothing can go on from here.
  var isFinite: Bool {
    withoutGradients {
      let norms = Tensor.norms(store.entries.map { $0.tensor.detach() })
      return norms.isEmpty || Tensor.stack(norms).isAllFinite
    }
  }

  /// What is not tensors.
  var json: JSONValue {
    var object = JSONObject([
      ("step", .integer(step)), ("sampling", .strings(sampling.words.map { String($0, radix: 16) })),
      ("curves", curves.state),
    ])
    object["scaler"] = scaler.map {
      [
        "scale": .number($0.scale), "good_steps": .integer($0.goodSteps), "skipped_steps": .integer($0.skippedSteps),
      ]
    }
    return .object(object)
  }

  /// Goes on from tensors of the names and shapes of `tensors`, and from what `json` wrote. Nothing is changed when a part
  /// of the latter cannot be read.
  func restore(_ values: [Tensor], _ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    let step = try reader.required("step").int(in: 0...Int.max)
    let streamNode = try reader.required("sampling")
    var words: [UInt64] = []
    for word in try streamNode.array() {
      guard let value = UInt64(try word.string(), radix: 16) else {
        throw word.error(found: word.foundText, expected: "a hexadecimal number")
      }
      words.append(value)
    }
    guard let sampling = RandomStream(words: words) else {
      throw streamNode.error(found: streamNode.foundText, expected: "the words of a random stream")
    }
    var curves = curves
    try curves.restore(try reader.required("curves"))
    var scaler = scaler
    if scaler != nil {
      let node = try reader.required("scaler").object()
      let scaleNode = try node.required("scale")
      let scale = try scaleNode.double()
      guard scale > 0 else { throw scaleNode.error(found: scaleNode.foundText, expected: "a number above 0") }
      scaler = GradientScaler(
        scale: scale, goodSteps: try node.required("good_steps").int(in: 0...Int.max),
        skippedSteps: try node.required("skipped_steps").int(in: 0...Int.max))
    }
    try reader.finish()
    (self.step, self.sampling, self.curves, self.scaler) = (step, sampling, curves, scaler)
    let own = store.entries.map(\.tensor) + optimizer.state.map(\.tensor)
    withoutGradients { for (tensor, value) in zip(own, values) { tensor.copyInPlace(from: value) } }
    for (named, value) in zip(generators, values.dropFirst(own.count)) { named.generator.state = value }
  }
}
