import Statistics

/// The mean of a cell, or of its difference from the baseline, with its interval.
public struct TableEstimate: Sendable, Equatable {
  /// The mean, in the unit of the values.
  public let mean: Double
  /// Half the width of the interval around it; nil for a single value.
  public let halfWidth: Double?
  /// The seeds that it is over, in the order of the matrix.
  public let seeds: [Int]

  /// The number of seeds.
  public var n: Int { seeds.count }
  /// Whether the interval leaves out 0; nil for a single value.
  public let excludesZero: Bool?

  /// nil when there are no values. Values and seeds are in the same order.
  init?(values: [Double], seeds: [Int], method: IntervalMethod) {
    guard let summary = SampleSummary(values) else { return nil }
    mean = summary.mean
    let interval = method.interval(of: values)
    (halfWidth, excludesZero) = (interval?.halfWidth, interval?.excludesZero)
    self.seeds = seeds
  }
}

/// One cell of a table: the values over the seeds.
public struct TableCell: Sendable, Equatable {
  /// A value with its seed.
  public struct Value: Sendable, Equatable {
    /// The seed.
    public let seed: Int
    /// The value, 0...1.
    public let value: Double
    /// The id of the run that reported it; nil where it is not known.
    public let run: String?
  }

  /// What the run of a seed reports.
  struct Found {
    /// The value; nil when the run says that there is none.
    let value: Double?
    /// The run's id, if it is known.
    let run: String?
  }

  /// The values there are, in the order of the matrix's seeds.
  public let values: [Value]
  /// Seeds whose run is not there.
  public let missingSeeds: [Int]
  /// Seeds whose run reports that there is no value.
  public let absentSeeds: [Int]
  /// Mean and interval; nil when there is no value.
  public let estimate: TableEstimate?
  /// The mean of value minus baseline over the seeds that both have; nil without baseline, for the baseline itself,
  /// and when they share no seed.
  public let difference: TableEstimate?

  /// The number of seeds that the cell should have.
  public var expectedCount: Int { values.count + missingSeeds.count + absentSeeds.count }
  /// The number of seeds that the cell and its baseline both should have.
  public let expectedDifferenceCount: Int

  /// - Parameters:
  ///   - found: What each seed reports whose run is there.
  ///   - baseline: The same for the baseline.
  ///   - baselineSeeds: The seeds that the baseline should have.
  ///   - method: How intervals are made.
  init(
    seeds: [Int], found: [Int: Found], baseline: [Int: Found]?, baselineSeeds: [Int], method: IntervalMethod
  ) {
    expectedDifferenceCount = Set(seeds).intersection(baselineSeeds).count
    values = seeds.compactMap { seed in
      found[seed].flatMap { one in one.value.map { Value(seed: seed, value: $0, run: one.run) } }
    }
    missingSeeds = seeds.filter { found[$0] == nil }
    absentSeeds = seeds.filter { seed in found[seed].map { $0.value == nil } ?? false }
    estimate = TableEstimate(values: values.map(\.value), seeds: values.map(\.seed), method: method)
    let pairs = values.compactMap { entry in
      (baseline?[entry.seed]?.value).map { (seed: entry.seed, value: entry.value - $0) }
    }
    difference = TableEstimate(values: pairs.map(\.value), seeds: pairs.map(\.seed), method: method)
  }
}
