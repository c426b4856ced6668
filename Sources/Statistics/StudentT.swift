#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Student's t distribution.
public struct StudentT: Hashable, Sendable {
  /// Degrees of freedom, above 0; need not be whole.
  public let degreesOfFreedom: Double

  /// The distribution with this many degrees of freedom, above 0 and finite.
  public init(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else {
      fatalError("Student's t distribution has no \(degreesOfFreedom) degrees of freedom.")
    }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The chance of a value greater than `t`. Relative error below 1e-11, in the far tail too, up to a million degrees
  /// of freedom.
  public func upperTail(_ t: Double) -> Double {
    if t < 0 { return 1 - upperTail(-t) }
    if t == 0 { return 0.5 }
    if t == .infinity { return 0 }
    let half = degreesOfFreedom / 2
    let ratio = t * t / degreesOfFreedom
    // Half the regularised incomplete beta function I_x(ν/2, 1/2) at x = ν / (ν + t²).
    let x = 1 / (1 + ratio)
    let complement = ratio / (1 + ratio)
    // x^a (1 - x)^b / B(a, b), where 1 / B(a, 1/2) = Γ(a + 1/2) / (Γ(a) √π)
    let inverseBeta = StudentT.gammaRatio(half) / Double.pi.squareRoot()
    let front = inverseBeta * exp(-half * log1p(ratio)) * complement.squareRoot()
    // 1.5 is where the two fractions converge alike. With many degrees of freedom x is so close to 1 that it carries few
    // digits, and the complement serves further out.
    if complement > (half < 20 ? 1.5 : 6) / (half + 2.5) {
      return 0.5 * front * StudentT.betaFraction(half, 0.5, x) / half
    }
    return 0.5 - 0.5 * front * StudentT.betaFraction(0.5, half, complement) / 0.5
  }

  /// The height of the density at `t`.
  public func density(_ t: Double) -> Double {
    let half = degreesOfFreedom / 2
    return StudentT.gammaRatio(half) / (Double.pi * degreesOfFreedom).squareRoot()
      * exp(-(half + 0.5) * log1p(t * t / degreesOfFreedom))
  }

  /// The value that is exceeded with chance `1 - p`, to 1e-11 of itself; ±infinity for `p` 1 and 0.
  public func quantile(_ p: Double) -> Double {
    guard (0...1).contains(p) else { fatalError("A quantile was asked for at \(p), outside 0...1.") }
    if p < 0.5 { return -upperQuantile(p) }
    return upperQuantile(1 - p)
  }

  /// The value exceeded with chance `tail`, at most one half: Newton's method, kept inside a shrinking bracket.
  private func upperQuantile(_ tail: Double) -> Double {
    if tail == 0.5 { return 0 }
    if tail == 0 { return .infinity }
    var (low, high) = (0.0, 1.0)
    while high < .infinity, upperTail(high) > tail { (low, high) = (high, 2 * high) }
    guard high < .infinity else { return .infinity }
    var t = low + (high - low) / 2
    for _ in 0..<200 {
      let found = upperTail(t)
      if found > tail { low = t } else { high = t }
      // A step on the logarithm of the tail: in the far tail that is nearly straight in log t.
      var next = t + log(found / tail) * found / density(t)
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      if abs(next - t) <= 1e-15 * t || next == low || next == high { return next }
      t = next
    }
    return t
  }

  /// Γ(a + 1/2) / Γ(a), from its asymptotic series above 30 and stepping down below.
  private static func gammaRatio(_ a: Double) -> Double {
    var (shifted, factor) = (a, 1.0)
    while shifted < 30 {
      factor *= shifted / (shifted + 0.5)
      shifted += 1
    }
    let r = 1 / shifted
    let r2 = r * r
    let series = -r / 8 + r * r2 / 192 - r * r2 * r2 / 640 + 17 * r * r2 * r2 * r2 / 14336
    return factor * shifted.squareRoot() * exp(series)
  }

  /// The continued fraction of the incomplete beta function, by Lentz's method as modified by Thompson and Barnett; it
  /// converges fast for `x` below `(a + 1) / (a + b + 2)`.
  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / guarded(1 + even * d)
      c = guarded(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / guarded(1 + odd * d)
      c = guarded(1 + odd / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return result
  }
}
