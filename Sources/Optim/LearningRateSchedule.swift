import Foundation

/// The factor on the learning rate at each step: a linear warm-up, then constant, half a cosine to 0, or steps.
public struct LearningRateSchedule: Sendable, Equatable {
  /// What follows the warm-up.
  public enum Shape: Sendable, Equatable {
    /// 1 to the end.
    case constant
    /// Half a cosine from 1 to 0.
    case cosine
    /// Times `factor` at each of these shares of all steps.
    case steps(at: [Double], factor: Double)
  }
  /// What follows the warm-up.
  public let shape: Shape
  /// All steps.
  public let totalSteps: Int
  /// Steps of the warm-up.
  public let warmupSteps: Int

  /// `warmupShare` of all steps rise linearly.
  public init(_ shape: Shape, totalSteps: Int, warmupShare: Double = 0) {
    self.shape = shape
    self.totalSteps = totalSteps
    warmupSteps = Int((Double(totalSteps) * warmupShare).rounded())
  }

  /// The factor for step `step`, counted from 0.
  public func factor(_ step: Int) -> Double {
    if step < warmupSteps { return Double(step + 1) / Double(warmupSteps) }
    switch shape {
    case .constant: return 1
    case .cosine:
      let done = Double(step - warmupSteps) / Double(max(totalSteps - warmupSteps, 1))
      return 0.5 * (1 + cos(.pi * min(done, 1)))
    case .steps(let places, let factor):
      let passed = places.filter { Double(step) >= $0 * Double(totalSteps) }.count
      return pow(factor, Double(passed))
    }
  }
}
