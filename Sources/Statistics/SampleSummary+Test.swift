extension SampleSummary {
  /// The chance of a mean at least this far from 0, to either side, if the true mean were 0, by Student's t with `n - 1`
  /// degrees of freedom; nil for a single value. For differences of pairs this is the paired t test.
  public var pValue: Double? {
    guard let standardError else { return nil }
    if standardError == 0 { return mean == 0 ? 1 : 0 }
    return min(1, 2 * StudentT(degreesOfFreedom: Double(n - 1)).upperTail(abs(mean) / standardError))
  }
}
