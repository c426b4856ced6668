/// Hyper-parameters of one AdamW step (Loshchilov & Hutter, decoupled weight decay).
public struct AdamWStep: Sendable {
  /// Learning rate.
  public var lr: Double
  /// Decay rates of the first and second moment.
  public var betas: (Double, Double)
  /// Decoupled weight decay, multiplied by `lr`.
  public var weightDecay: Double
  /// Added to the root of the second moment.
  public var eps: Double

  /// All hyper-parameters.
  public init(lr: Double, betas: (Double, Double), weightDecay: Double, eps: Double) {
    (self.lr, self.betas, self.weightDecay, self.eps) = (lr, betas, weightDecay, eps)
  }
}

extension Tensor {
  /// One fused AdamW step over many parameters, in place. All lists run parallel; `steps` are `float32` scalars on the
  /// parameters' device holding the number of steps including this one.
  public static func fusedAdamWInPlace(
    parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor], steps: [Tensor],
    step: AdamWStep
  ) {
    guard !parameters.isEmpty else { return }
    _ = Operator.fusedAdamW.results([
      .tensors(parameters), .tensors(gradients), .tensors(firstMoments), .tensors(secondMoments), .tensors([]),
      .tensors(steps), .double(step.lr), .double(step.betas.0), .double(step.betas.1), .double(step.weightDecay),
      .double(step.eps), .bool(false), .bool(false),
    ])
  }

  /// Euclidean lengths of many tensors.
  public static func norms(_ tensors: [Tensor]) -> [Tensor] {
    tensors.isEmpty ? [] : Operator.foreachNorm.results([.tensors(tensors)]).compactMap(\.self)
  }

  /// Multiplies many tensors by a number, in place; whether all their elements were finite. All lie on one device.
  public static func unscaleInPlace(_ tensors: [Tensor], by factor: Double) -> Bool {
    guard let device = tensors.first?.device else { return true }
    let found = Tensor.zeros([1], device: device)
    _ = Operator.unscaleInPlace.results([
      .tensors(tensors), .tensor(found), .tensor(Tensor.full([1], factor, device: device)),
    ])
    return found.item() == 0
  }

  /// Multiplies many tensors by a number, in place.
  public static func mulInPlace(_ tensors: [Tensor], by value: Double) {
    guard !tensors.isEmpty else { return }
    _ = Operator.foreachMulScalarInPlace.results([.tensors(tensors), .double(value)])
  }
}
