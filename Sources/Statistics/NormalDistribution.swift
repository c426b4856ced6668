#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The normal distribution of mean 0 and standard deviation 1.
public enum NormalDistribution {
  /// The chance of a value up to `z`.
  public static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The value that is exceeded with chance `1 - p`; ±infinity for `p` 1 and 0. Exact to 1e-12 of itself between the
  /// chances 1e-300 and 1 - 1e-15.
  public static func quantile(_ p: Double) -> Double {
    guard (0...1).contains(p) else { fatalError("A quantile was asked for at \(p), outside 0...1.") }
    if p == 0 || p == 1 { return p == 0 ? -.infinity : .infinity }
    if p > 0.5 { return -quantile(1 - p) }
    // Newton's method on the logarithm of the lower tail, which is concave, so that steps from the left of the root never
    // pass it by far; the start is a bound on the tail.
    var z = -(-2 * log(p)).squareRoot()
    for _ in 0..<100 {
      let tail = cumulative(z)
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let step = log(tail / p) * tail / density
      z -= step
      if abs(step) <= 1e-15 * max(1, abs(z)) { break }
    }
    return z
  }
}
