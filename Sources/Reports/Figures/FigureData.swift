/// All that figures of an experiment are made of.
public struct FigureData: Sendable {
  /// A number of one category of one run.
  public struct ClassValue: Sendable {
    /// The category's name.
    public var category: String
    /// The number and the run it is of.
    public var observation: Observation

    /// Joins a category with its number.
    public init(category: String, _ observation: Observation) {
      (self.category, self.observation) = (category, observation)
    }
  }

  /// A curve of one stage of one run.
  public struct Curve: Sendable {
    /// A point; its value is nil when it was not finite.
    public struct Point: Sendable, Hashable {
      /// The stage's step.
      public var step: Int
      /// The value.
      public var value: Double?

      /// A point from its parts.
      public init(step: Int, value: Double?) { (self.step, self.value) = (step, value) }
    }

    /// The run's variant; nil when the experiment has none.
    public var variant: String?
    /// The run's arm.
    public var arm: String
    /// The run's shots; nil when the experiment has none.
    public var shots: Int?
    /// The run's seed.
    public var seed: Int
    /// The stage's role, such as `train`.
    public var stage: String
    /// What is drawn, such as `loss`.
    public var name: String
    /// The points, steps rising.
    public var points: [Point]

    /// Joins a run's cell with one of its curves.
    public init(
      variant: String? = nil, arm: String, shots: Int?, seed: Int, stage: String, name: String, points: [Point]
    ) {
      (self.variant, self.arm, self.shots, self.seed) = (variant, arm, shots, seed)
      (self.stage, self.name, self.points) = (stage, name, points)
    }
  }

  /// A band of visible fractions with the subset that its numbers are stored under.
  public struct Band: Sendable, Equatable {
    /// The subset's name.
    public var subset: String
    /// Where the band begins.
    public var lower: Double
    /// Where it ends.
    public var upper: Double

    /// A band from its parts.
    public init(subset: String, lower: Double, upper: Double) {
      (self.subset, self.lower, self.upper) = (subset, lower, upper)
    }
  }

  /// A number that variants change, with those that change nothing else.
  public struct VariantAxis: Sendable, Equatable {
    /// What is changed, such as `pretrain.samples`.
    public var title: String
    /// The variants with its value in each; different values.
    public var places: [(variant: String, value: Double)]

    /// An axis from its parts.
    public init(title: String, places: [(variant: String, value: Double)]) {
      (self.title, self.places) = (title, places)
    }

    /// Whether both are the same axis with the same variants at the same values.
    public static func == (left: VariantAxis, right: VariantAxis) -> Bool {
      left.title == right.title && left.places.map(\.variant) == right.places.map(\.variant)
        && left.places.map(\.value) == right.places.map(\.value)
    }
  }

  /// The cells that the experiment declares.
  public var matrix: ExpectedMatrix
  /// A number for each arm of the matrix that says how it is drawn, the same in all experiments.
  public var styles: [Int]
  /// The numbers that variants change one at a time.
  public var variantAxes: [VariantAxis]
  /// The numbers of the runs.
  public var observations: [Observation]
  /// The numbers of single categories.
  public var classes: [ClassValue] = []
  /// The curves.
  public var curves: [Curve] = []
  /// The protocols of the runs.
  public var protocols = RunProtocols()
  /// Sentences on what intervals over seeds leave out, without a full stop.
  public var footnotes: [String] = []

  /// Joins the parts; there is a style for each arm.
  public init(matrix: ExpectedMatrix, styles: [Int], variantAxes: [VariantAxis] = [], observations: [Observation]) {
    guard styles.count == matrix.arms.count else { fatalError("\(styles.count) styles, \(matrix.arms.count) arms.") }
    (self.matrix, self.styles, self.variantAxes) = (matrix, styles, variantAxes)
    self.observations = observations
  }
}
