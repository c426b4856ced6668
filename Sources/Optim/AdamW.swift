import NN
public import Torch

/// AdamW (Loshchilov & Hutter 2019) over groups of parameters, by libtorch's fused kernel.
public final class AdamW {
  /// Parameters that share a learning-rate scale and a weight decay.
  public struct Group {
    /// The parameters.
    public let parameters: [Tensor]
    /// Factor on the common learning rate.
    public let lrScale: Double
    /// Decoupled weight decay.
    public let weightDecay: Double

    /// A group.
    public init(parameters: [Tensor], lrScale: Double = 1, weightDecay: Double) {
      (self.parameters, self.lrScale, self.weightDecay) = (parameters, lrScale, weightDecay)
    }
  }

  struct Moments {
    let first: [Tensor]
    let second: [Tensor]
    let steps: [Tensor]
  }

  let groups: [Group]
  let moments: [Moments]
  private let betas: (Double, Double)
  private let eps: Double

  /// An optimiser with zero moments.
  public init(_ groups: [Group], betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8) {
    let filled = groups.filter { !$0.parameters.isEmpty }
    self.groups = filled
    self.betas = betas
    self.eps = eps
    moments = withoutGradients {
      filled.map { group in
        Moments(
          first: group.parameters.map { $0.detach().zerosLike() },
          second: group.parameters.map { $0.detach().zerosLike() },
          steps: group.parameters.map { Tensor.zeros([], device: $0.device) })
      }
    }
  }

  /// One step with the gathered gradients, then drops them. Parameters without a gradient stay as they are.
  public func step(lr: Double) {
    withoutGradients {
      for (group, moments) in zip(groups, moments) {
        let grads = group.parameters.map(\.grad)
        let used = grads.indices.filter { grads[$0] != nil }
        for place in used { moments.steps[place].addInPlace(Tensor.ones([], device: moments.steps[place].device)) }
        Tensor.fusedAdamWInPlace(
          parameters: used.map { group.parameters[$0] }, gradients: grads.compactMap(\.self),
          firstMoments: used.map { moments.first[$0] }, secondMoments: used.map { moments.second[$0] },
          steps: used.map { moments.steps[$0] },
          step: AdamWStep(
            lr: lr * group.lrScale, betas: betas, weightDecay: group.weightDecay, eps: eps))
      }
    }
    clearGradients()
  }

  /// Scales all gradients down so that their common Euclidean length is at most `limit`; gives the length before.
  @discardableResult
  public func clipGradients(to limit: Double) -> Double {
    withoutGradients {
      let grads = groups.flatMap(\.parameters).compactMap(\.grad)
      guard !grads.isEmpty else { return 0 }
      let length = Double(Tensor.stack(Tensor.norms(grads)).norm().item())
      if length > limit { Tensor.mulInPlace(grads, by: limit / (length + 1e-6)) }
      return length
    }
  }
}
