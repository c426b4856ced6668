/// A row of table `metric`: one number of a run.
public struct MetricRow: Sendable, Equatable {
  /// The metric, such as `AP`.
  public var name: String
  /// The objects it is over, such as `novel`.
  public var subset: String
  /// `bbox` or `segm`.
  public var iouType: String
  /// The value, 0...1; nil when there is none (no object to measure).
  public var value: Double?
  /// The number of objects it is over.
  public var n: Int

  /// Joins the columns.
  public init(name: String, subset: String, iouType: String = "bbox", value: Double?, n: Int) {
    self.name = name
    self.subset = subset
    self.iouType = iouType
    self.value = value
    self.n = n
  }
}

/// A row of table `class_metric`: one number of one category of a run.
public struct ClassMetricRow: Sendable, Equatable {
  /// The category's name.
  public var category: String
  /// The metric, such as `AP`.
  public var name: String
  /// The objects it is over, such as `all`.
  public var subset: String
  /// `bbox` or `segm`.
  public var iouType: String
  /// The value, 0...1; nil when there is none.
  public var value: Double?
  /// The number of objects it is over.
  public var n: Int

  /// Joins the columns.
  public init(
    category: String, name: String = "AP", subset: String, iouType: String = "bbox", value: Double?, n: Int
  ) {
    self.category = category
    self.name = name
    self.subset = subset
    self.iouType = iouType
    self.value = value
    self.n = n
  }
}

/// A row of table `curve`: one point of one curve of a run.
public struct CurvePoint: Sendable, Equatable {
  /// The role of the stage that drew it, such as `train`.
  public var stage: String
  /// What is drawn, such as `loss`.
  public var name: String
  /// The step, counted by the stage.
  public var step: Int
  /// The value; nil when it was not finite.
  public var value: Double?

  /// Joins the columns.
  public init(stage: String, name: String, step: Int, value: Double?) {
    self.stage = stage
    self.name = name
    self.step = step
    self.value = value
  }
}

/// A metric together with the cell of the matrix it belongs to (view `metric_by_run`).
public struct RunMetric: Sendable, Equatable {
  /// The run.
  public var runID: String
  /// The run's arm.
  public var arm: String
  /// The run's shots.
  public var shots: Int?
  /// The run's seed.
  public var seed: Int
  /// The run's variant.
  public var variant: String?
  /// Where the run stands.
  public var status: RunStatus
  /// The number.
  public var metric: MetricRow

  /// Joins a run's cell with one of its numbers.
  public init(
    runID: String, arm: String, shots: Int?, seed: Int, variant: String? = nil, status: RunStatus, metric: MetricRow
  ) {
    self.runID = runID
    self.arm = arm
    self.shots = shots
    self.seed = seed
    self.variant = variant
    self.status = status
    self.metric = metric
  }
}
