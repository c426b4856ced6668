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
    /// Times `factor` from each of these steps on, counted from 0.
    case milestones([Int], factor: Double)
  }

  /// How the factor rises at first.
  public enum Warmup: Sendable, Equatable {
    /// Evenly over a share of all steps, the first of them above 0 already.
    case share(Double)
    /// Over so many steps, evenly from a factor to 1, on top of what the shape says (as mmcv's linear warm-up has it).
    case steps(Int, from: Double)
  }
  /// What follows the warm-up.
  public let shape: Shape
  /// All steps.
  public let totalSteps: Int
  /// How the factor rises at first.
  public let warmup: Warmup
  /// Steps of the warm-up.
  public let warmupSteps: Int

  /// `warmupShare` of all steps rise linearly.
  public init(_ shape: Shape, totalSteps: Int, warmupShare: Double = 0) {
    self.init(shape, totalSteps: totalSteps, warmup: .share(warmupShare))
  }

  /// A schedule from its parts.
  public init(_ shape: Shape, totalSteps: Int, warmup: Warmup) {
    self.shape = shape
    self.totalSteps = totalSteps
    self.warmup = warmup
    warmupSteps =
      switch warmup {
      case .share(let share): Int((Double(totalSteps) * share).rounded())
      case .steps(let count, _): count
      }
  }

  /// The factor for step `step`, counted from 0.
  public func factor(_ step: Int) -> Double {
    guard step < warmupSteps else { return fallen(step) }
    switch warmup {
    case .share: return Double(step + 1) / Double(warmupSteps)
    case .steps(let count, let start):
      return fallen(step) * (1 - (1 - Double(step) / Double(count)) * (1 - start))
    }
  }

  private func fallen(_ step: Int) -> Double {
    switch shape {
    case .constant: return 1
    case .cosine:
      let done = Double(max(step - warmupSteps, 0)) / Double(max(totalSteps - warmupSteps, 1))
      return 0.5 * (1 + cos(.pi * min(done, 1)))
    case .steps(let places, let factor):
      let passed = places.filter { Double(step) >= $0 * Double(totalSteps) }.count
      return pow(factor, Double(passed))
    case .milestones(let places, let factor):
      return pow(factor, Double(places.count { step >= $0 }))
    }
  }
}
