/// The bootstrap over two levels at once: seeds, each with its support set and training, and test pictures, which all
/// seeds and both arms share.
///
/// A resample draws seeds with replacement and, apart from that, pictures with replacement; a drawn seed brings both arms
/// with it, and all drawn seeds are measured on the drawn pictures. The mean difference of the resample thus varies as
/// that of new seeds on new pictures would, a little less for few seeds (by `(n - 1) / n` in the part of the seeds), and
/// more in the part of pictures that move each seed in its own way, which comes in twice: with the pictures, and with the
/// seeds, whose differences hold it (its standard error is `sqrt(3 - 2 / n)` times what it should be). Of a single seed
/// only the pictures vary.
///
/// Where several seeds were trained on one support set, support sets are drawn, and for each of them as many of its seeds
/// as it has, both with replacement: seeds of one support set are not independent.
public struct HierarchicalBootstrap: Sendable, Hashable {
  /// The mean difference of each resample.
  public let means: [Double]
  /// Their standard deviation: what seeds and pictures together do to the mean difference.
  public let standardError: Double
  /// The percentile interval.
  public let interval: BootstrapInterval

  /// Draws seeds and reads the interval; nil without a seed or with fewer than two resamples.
  ///
  /// - Parameters:
  ///   - differences: For each resample of pictures, the difference of the two arms on those pictures, seed by seed.
  ///   - supportSets: For each seed what tells its support set from others; nil when each has its own.
  ///   - confidence: The share of such intervals that should hold the true difference.
  ///   - seed: Seed of the stream `bootstrap.seeds`.
  public init?(
    differences: [[Double]], supportSets: [Int]? = nil, confidence: Double = 0.95, seed: UInt64 = 0
  ) {
    guard differences.count > 1, let seeds = differences.first?.count, seeds > 0 else { return nil }
    guard differences.allSatisfy({ $0.count == seeds }) else {
      fatalError("Resamples of different numbers of seeds were given.")
    }
    var stream = RandomStream(seed: seed, name: "bootstrap.seeds")
    let means: [Double]
    if let supportSets, Set(supportSets).count < seeds {
      let sets = Set(supportSets).sorted().map { set in (0..<seeds).filter { supportSets[$0] == set } }
      means = differences.map { row in
        var (sum, count) = (0.0, 0)
        for _ in sets {
          let members = sets[stream.integer(in: 0..<sets.count)]
          for _ in members { sum += row[members[stream.integer(in: 0..<members.count)]] }
          count += members.count
        }
        return sum / Double(count)
      }
    } else {
      means = differences.map { row in
        (0..<seeds).reduce(0.0) { sum, _ in sum + row[stream.integer(in: 0..<seeds)] } / Double(seeds)
      }
    }
    guard let summary = SampleSummary(means), let deviation = summary.standardDeviation else { return nil }
    self.means = means
    standardError = deviation
    interval = BootstrapInterval(resampled: means, estimate: summary.mean, confidence: confidence)
  }
}
