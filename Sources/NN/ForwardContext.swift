public import Torch

/// What a forward pass needs to know beside its inputs: whether it trains, and the stream of its random draws.
public struct ForwardContext {
  /// Whether drop path acts and batch statistics are used.
  public let isTraining: Bool
  /// Stream of drop path; nil in evaluation.
  public let generator: Generator?
  /// Whether the encoder's blocks keep their inputs alone and run again in `backward`; the values are the same.
  public let recomputesEncoder: Bool

  /// Evaluation: nothing random, running statistics.
  public static var evaluation: ForwardContext {
    ForwardContext(isTraining: false, generator: nil, recomputesEncoder: false)
  }

  /// Training, with the stream of its draws.
  public static func training(_ generator: Generator, recomputesEncoder: Bool = false) -> ForwardContext {
    ForwardContext(isTraining: true, generator: generator, recomputesEncoder: recomputesEncoder)
  }

  /// The same pass with the encoder's blocks recomputed in `backward`, or not.
  public func recomputingEncoder(_ value: Bool) -> ForwardContext {
    ForwardContext(isTraining: isTraining, generator: generator, recomputesEncoder: value)
  }

  private init(isTraining: Bool, generator: Generator?, recomputesEncoder: Bool) {
    self.isTraining = isTraining
    self.generator = generator
    self.recomputesEncoder = recomputesEncoder
  }
}
