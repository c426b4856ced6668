import ResultStore

// The pipeline and the database each have plain values of these names; the module and its main type share a name too,
// so the database's are told apart here, in a file that imports nothing else.
typealias StoredRun = RunRecord
typealias StoredStage = StageRow
typealias StoredMetric = MetricRow
typealias StoredClassMetric = ClassMetricRow
typealias StoredStatus = RunStatus
