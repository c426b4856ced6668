extension SampleSummary {
  /// Half the width of the interval that TFA's evaluation printed (Wang et al. 2020, `aggregate_seeds.py`), and DeFRCN's
  /// after it: 1.96 times the standard deviation with divisor `n`, over the root of `n`; nil for a single value.
  ///
  /// It is here to reproduce those tables. With few seeds it is too short: docs/STATISTICS.md has its measured coverage.
  public var tfaInterval: Double? {
    standardDeviation.map {
      let population = $0 * (Double(n - 1) / Double(n)).squareRoot()
      return 1.96 * population / Double(n).squareRoot()
    }
  }
}
