/// What the spread of a measure, or of the difference of two arms, comes from.
///
/// The model: the value of seed s on the test pictures is a mean, plus what the seed does (its support set and its
/// training), plus what the choice of test pictures does to all seeds alike, plus what it does to this seed alone.
///
/// - The picture's parts come from resampling pictures. With V the variance of one seed's value over resamples, averaged
///   over seeds, and M the variance of the seeds' mean over the same resamples, `V = common + own` and
///   `M = common + own / n`, so `own = (V - M) n / (n - 1)` and `common = M - own / n`.
/// - The seed's part is the variance of the values between seeds less `own`, which that variance holds too.
///
/// An estimate below 0, which chance can give, is taken as 0.
public struct VarianceSplit: Sendable, Hashable {
  /// The variance between seeds that test pictures do not explain: support set and training together.
  public let seeds: Double
  /// The variance by the choice of test pictures that all seeds share; more seeds do not lessen it.
  public let pictures: Double
  /// The variance by the choice of test pictures that is each seed's own.
  public let picturesOfSeed: Double
  /// The number of seeds.
  public let n: Int

  /// The variance of one seed's value over seeds and test pictures.
  public var total: Double { seeds + pictures + picturesOfSeed }
  /// The variance of the mean over the seeds.
  public var ofMean: Double { pictures + (seeds + picturesOfSeed) / Double(n) }
  /// The parts as shares of `total`; nil where nothing varies.
  public var shares: (seeds: Double, pictures: Double, picturesOfSeed: Double)? {
    total > 0 ? (seeds / total, pictures / total, picturesOfSeed / total) : nil
  }

  /// Splits the variance; nil for fewer than two seeds or two resamples.
  ///
  /// - Parameters:
  ///   - values: The value of each seed on all pictures.
  ///   - resampled: For each resample of pictures, the value of each seed on those.
  public init?(values: [Double], resampled: [[Double]]) {
    let n = values.count
    guard n > 1, resampled.count > 1, let between = SampleSummary(values)?.variance else { return nil }
    guard resampled.allSatisfy({ $0.count == n }) else { fatalError("Resamples of other seeds were given.") }
    let means = resampled.map { $0.reduce(0, +) / Double(n) }
    let within = values.indices.map { seed in SampleSummary(resampled.map { $0[seed] })?.variance ?? 0 }
    let one = within.reduce(0, +) / Double(n)
    let ofMeans = SampleSummary(means)?.variance ?? 0
    let own = max(0, (one - ofMeans) * Double(n) / Double(n - 1))
    picturesOfSeed = own
    pictures = max(0, ofMeans - own / Double(n))
    seeds = max(0, between - own)
    self.n = n
  }
}

/// The variance of a measure between support sets and between trainings on one support set, where support sets were
/// trained on more than once: a one-way analysis of variance with random effects (Searle, Casella and McCulloch 1992,
/// section 3.6), for groups of any sizes.
public struct RepeatSplit: Sendable, Hashable {
  /// The variance between support sets; an estimate below 0 is taken as 0.
  public let supportSets: Double
  /// The variance between trainings on one support set.
  public let trainings: Double
  /// How many support sets there are.
  public let supportSetCount: Int
  /// How many trainings there are on all of them.
  public let trainingCount: Int

  /// Splits the variance; nil unless there are two support sets and one of them was trained on twice.
  ///
  /// - Parameter groups: The values of the trainings on each support set, none of them empty.
  public init?(groups: [[Double]]) {
    let count = groups.reduce(0) { $0 + $1.count }
    guard groups.count > 1, count > groups.count, groups.allSatisfy({ !$0.isEmpty }) else { return nil }
    let grand = groups.joined().reduce(0, +) / Double(count)
    var (within, between, squares) = (0.0, 0.0, 0.0)
    for group in groups {
      let size = Double(group.count)
      let mean = group.reduce(0, +) / size
      within += group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      between += size * (mean - grand) * (mean - grand)
      squares += size * size
    }
    within /= Double(count - groups.count)
    between /= Double(groups.count - 1)
    let effectiveSize = (Double(count) - squares / Double(count)) / Double(groups.count - 1)
    trainings = within
    (supportSetCount, trainingCount) = (groups.count, count)
    supportSets = max(0, (between - within) / effectiveSize)
  }
}

extension SampleSummary {
  /// The variance with divisor `n - 1`; nil for a single value.
  var variance: Double? { standardDeviation.map { $0 * $0 } }
}
