/// What a results table looks like: which rows, which columns, compared with what.
public struct TableLayout: Sendable, Equatable {
  /// What rows are for; the order of the axes is the order of the leading columns.
  public enum RowAxis: String, Sendable, CaseIterable {
    /// The variant.
    case variant
    /// Objects per novel category.
    case shots
    /// The arm.
    case arm
  }

  /// A column of numbers.
  public struct Column: Sendable, Equatable {
    /// The metric, such as `AP`.
    public var metric: String
    /// The objects it is over, such as `novel`.
    public var subset: String
    /// `bbox` or `segm`.
    public var iouType: String
    /// The heading.
    public var label: String
    /// A heading that neighbouring columns of the same group share; nil for none.
    public var group: String?
    /// Whether differences from the baseline, if there is one, are shown beside the values.
    public var showsDifference = true

    /// Names what the column shows and how it is headed.
    public init(metric: String, subset: String, iouType: String = "bbox", label: String) {
      self.metric = metric
      self.subset = subset
      self.iouType = iouType
      self.label = label
    }
  }

  /// The rows that others are compared with: those with these coordinates, at equal other ones.
  public struct Baseline: Sendable, Equatable {
    /// The arm, if that is what differs.
    public var arm: String?
    /// The variant, if that is what differs.
    public var variant: String?

    /// A baseline; nil when nothing is given.
    public init?(arm: String? = nil, variant: String? = nil) {
      guard arm != nil || variant != nil else { return nil }
      (self.arm, self.variant) = (arm, variant)
    }

    /// `encoder-only`, `8k` or `encoder-only, 8k`.
    var name: String { [arm, variant].compactMap(\.self).joined(separator: ", ") }

    /// Whether a row of these coordinates is itself one that others are compared with.
    func holds(arm: String, variant: String?) -> Bool {
      (self.arm == nil || self.arm == arm) && (self.variant == nil || self.variant == variant)
    }
  }

  /// Short name, used in files and references.
  public var name: String
  /// The title.
  public var title: String
  /// The axes of the rows.
  public var rows: [RowAxis]
  /// The columns.
  public var columns: [Column]
  /// What the rows are compared with, at the same shots; nil for no comparison.
  public var baseline: Baseline?
  /// Published numbers to show below the rows.
  public var literature: [LiteratureRow]
  /// Whether the best value of each column is bold where it is proven to be the best; see ``BestValue``.
  public var marksBest = false
  /// Whether LaTeX aligns numbers in columns of package siunitx.
  public var usesSIUnitx = false
  /// How intervals are made.
  public var interval: IntervalMethod

  /// Joins rows, columns and baseline.
  public init(
    name: String, title: String, rows: [RowAxis], columns: [Column], baseline: Baseline? = nil,
    literature: [LiteratureRow] = [], interval: IntervalMethod = .student
  ) {
    self.name = name
    self.title = title
    self.rows = rows
    self.columns = columns
    self.baseline = baseline
    self.literature = literature
    self.interval = interval
  }
}

/// The cells that an experiment declares; what is missing from the results is a visible hole in the table.
public struct ExpectedMatrix: Sendable, Equatable {
  /// Arms, in the order of the rows.
  public var arms: [String]
  /// Shots, in the order of the rows; empty when the experiment has none.
  public var shots: [Int]
  /// The seeds that each cell should have.
  public var seeds: [Int]
  /// Variants, in the order of the rows; empty when the experiment has none.
  public var variants: [String]
  /// Seeds of the pre-trainings that `seeds` start from, in their order; empty when nothing is known of them.
  public var pretrainSeeds: [Int]
  /// Rows that have not all of `seeds`.
  public var exceptions: [Exception] = []

  /// A row with seeds of its own.
  public struct Exception: Sendable, Equatable {
    let row: RowCoordinates
    let seeds: [Int]

    /// Joins the row's place in the matrix with the seeds that it should have; without any there is no such row.
    public init(variant: String?, arm: String, shots: Int?, seeds: [Int]) {
      row = RowCoordinates(variant: variant, arm: arm, shots: shots)
      self.seeds = seeds
    }
  }

  /// Joins the axes.
  public init(
    arms: [String], shots: [Int] = [], seeds: [Int], variants: [String] = [], pretrainSeeds: [Int] = []
  ) {
    self.arms = arms
    self.shots = shots
    self.seeds = seeds
    self.variants = variants
    self.pretrainSeeds = pretrainSeeds
  }

  /// The seeds that a row should have.
  func seeds(of row: RowCoordinates) -> [Int] { exceptions.first { $0.row == row }?.seeds ?? seeds }

  /// Variants as observations carry them: a single nil when the experiment has none.
  var variantsOrNone: [String?] { variants.isEmpty ? [nil] : variants.map { $0 } }

  /// Shots as observations carry them: a single nil when the experiment has none.
  var shotsOrNone: [Int?] { shots.isEmpty ? [nil] : shots.map { $0 } }
}

/// One number of one run.
public struct Observation: Sendable, Equatable {
  /// The run's variant; nil when the experiment has none.
  public var variant: String?
  /// The run's arm.
  public var arm: String
  /// The run's shots; nil when the experiment has none.
  public var shots: Int?
  /// The run's seed.
  public var seed: Int
  /// The metric, such as `AP`.
  public var metric: String
  /// The objects it is over, such as `novel`.
  public var subset: String
  /// `bbox` or `segm`.
  public var iouType: String
  /// The value, 0...1; nil when the run has none.
  public var value: Double?
  /// The run's id; nil where it is not known.
  public var run: String?

  /// Joins a run's cell with one of its numbers.
  public init(
    variant: String? = nil, arm: String, shots: Int?, seed: Int, metric: String, subset: String,
    iouType: String = "bbox", value: Double?, run: String? = nil
  ) {
    self.variant = variant
    self.arm = arm
    self.shots = shots
    self.seed = seed
    self.metric = metric
    self.subset = subset
    self.iouType = iouType
    self.value = value
    self.run = run
  }
}
