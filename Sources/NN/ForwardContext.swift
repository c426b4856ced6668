public import Torch

/// What a forward pass needs to know beside its inputs: whether it trains, and the stream of its random draws.
public struct ForwardContext {
  /// Whether drop path acts and batch statistics are used.
  public let isTraining: Bool
  /// Stream of drop path; nil in evaluation.
  public let generator: Generator?

  /// Evaluation: nothing random, running statistics.
  public static var evaluation: ForwardContext { ForwardContext(isTraining: false, generator: nil) }

  /// Training, with the stream of its draws.
  public static func training(_ generator: Generator) -> ForwardContext {
    ForwardContext(isTraining: true, generator: generator)
  }

  private init(isTraining: Bool, generator: Generator?) {
    self.isTraining = isTraining
    self.generator = generator
  }
}
