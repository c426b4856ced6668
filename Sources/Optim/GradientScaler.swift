import Torch

/// Scales losses so that gradients in `float16` do not vanish, with PyTorch's `GradScaler` rule: a step whose gradients
/// are not all finite is left out and halves the scale; so many good steps in a row double it.
public struct GradientScaler: Sendable, Equatable {
  /// Factor on the loss.
  public private(set) var scale: Double
  /// Good steps since the scale last changed.
  public private(set) var goodSteps: Int
  /// Steps left out so far.
  public private(set) var skippedSteps: Int
  private let growth: Double
  private let backoff: Double
  private let interval: Int

  /// A scaler as it starts, or as it was when it had come to these numbers.
  public init(
    scale: Double = 65536, goodSteps: Int = 0, skippedSteps: Int = 0, growth: Double = 2, backoff: Double = 0.5,
    interval: Int = 2000
  ) {
    guard scale > 0, growth > 1, backoff > 0, backoff < 1, interval > 0 else {
      fatalError("A gradient scaler of scale \(scale), growth \(growth), backoff \(backoff), interval \(interval).")
    }
    self.scale = scale
    self.goodSteps = goodSteps
    self.skippedSteps = skippedSteps
    self.growth = growth
    self.backoff = backoff
    self.interval = interval
  }

  /// Takes the outcome of a step and adapts the scale.
  public mutating func update(gradientsWereFinite: Bool) {
    guard gradientsWereFinite else {
      scale *= backoff
      goodSteps = 0
      skippedSteps += 1
      return
    }
    goodSteps += 1
    guard goodSteps == interval else { return }
    scale *= growth
    goodSteps = 0
  }
}

extension AdamW {
  /// Takes a scale off all gradients again; whether they are all finite.
  public func unscaleGradients(by scale: Double) -> Bool {
    withoutGradients { Tensor.unscaleInPlace(groups.flatMap(\.parameters).compactMap(\.grad), by: 1 / scale) }
  }

  /// Drops the gathered gradients.
  public func clearGradients() { for group in groups { for parameter in group.parameters { parameter.clearGrad() } } }
}
