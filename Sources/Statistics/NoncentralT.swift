#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The noncentral t distribution: of `(Z + shift) / (X / root ν)` with Z normal and X² chi-squared with ν degrees of
/// freedom. It is what the t statistic follows when the true mean is not 0.
public struct NoncentralT: Hashable, Sendable {
  /// Degrees of freedom ν, at least 1.
  public let degreesOfFreedom: Double
  /// The shift of the normal part.
  public let shift: Double

  /// A distribution with ν at least 1 and finite, and a finite shift.
  public init(degreesOfFreedom: Double, shift: Double) {
    guard degreesOfFreedom >= 1, degreesOfFreedom.isFinite, shift.isFinite else {
      fatalError("There is no noncentral t distribution of \(degreesOfFreedom) degrees and shift \(shift).")
    }
    (self.degreesOfFreedom, self.shift) = (degreesOfFreedom, shift)
  }

  /// The chance of a value greater than `t`, to 1e-9: the chance of the normal part given X, averaged over X by Simpson's
  /// rule where X has weight.
  public func upperTail(_ t: Double) -> Double {
    let v = degreesOfFreedom
    // s = X / root ν has the density 2 (ν/2)^(ν/2) s^(ν-1) exp(-ν s²/2) / Γ(ν/2), with a spread of about 1 / root(2ν).
    let scale = log(2) + v / 2 * log(v / 2) - lgamma(v / 2)
    let reach = 12 / (2 * v).squareRoot()
    let (low, high) = (max(0, 1 - reach), 1 + reach)
    let steps = 4000
    let width = (high - low) / Double(steps)
    var sum = 0.0
    for step in 0...steps {
      let s = low + Double(step) * width
      let density =
        s > 0 ? exp(scale + (v - 1) * log(s) - v * s * s / 2) : (v == 1 ? exp(scale) : 0)
      let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2.0 : 4.0
      sum += weight * density * NormalDistribution.cumulative(shift - t * s)
    }
    return sum * width / 3
  }
}
