/// All that the database holds of one run.
public struct RunRecord: Sendable, Equatable {
  /// The run itself.
  public var run: RunRow
  /// Its stages in the order of work.
  public var stages: [RunStage]
  /// Its numbers.
  public var metrics: [MetricRow]
  /// Its numbers for each category.
  public var classMetrics: [ClassMetricRow]
  /// The points of its curves.
  public var curves: [CurvePoint]
  /// The protocol that its numbers follow, of the digest that `run` names; nil when nothing is known of it.
  public var protocolCard: ProtocolRow?
  /// Its tags and its note.
  public var labels: RunLabelRows

  /// Joins a run with what belongs to it.
  public init(
    run: RunRow, stages: [RunStage] = [], metrics: [MetricRow] = [], classMetrics: [ClassMetricRow] = [],
    curves: [CurvePoint] = [], protocolCard: ProtocolRow? = nil, labels: RunLabelRows = RunLabelRows()
  ) {
    self.run = run
    self.stages = stages
    self.metrics = metrics
    self.classMetrics = classMetrics
    self.curves = curves
    self.protocolCard = protocolCard
    self.labels = labels
  }
}
