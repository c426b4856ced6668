import Reports
import ResultStore
import Spec
import StrictJSON

/// The figures of an experiment, from recorded runs.
struct ExperimentFigures {
  private let recorded: RecordedExperiment
  private let tables: ExperimentTables
  private let data: FigureData
  private let measured: MeasuredMeasures

  init(_ recorded: RecordedExperiment) throws(InputError) {
    self.recorded = recorded
    tables = try recorded.tables()
    measured = MeasuredMeasures(try recorded.database.metrics(runIDs: recorded.runs.map(\.id)))
    let spec = recorded.spec
    var data = FigureData(
      matrix: tables.matrix, styles: spec.matrix.allArms.map(\.figureStyle),
      variantAxes: spec.variantAxes.map { axis in
        .init(title: axis.path, places: axis.places.map { ($0.variant, $0.value) })
      }, observations: tables.observations)
    data.protocols = tables.protocols
    data.footnotes = SharedBases.footnotes(of: spec.matrix)
    for run in recorded.runs {
      guard let record = try recorded.database.record(of: run.id) else { continue }
      data.classes += record.classMetrics.map {
        FigureData.ClassValue(
          category: $0.category,
          Observation(
            variant: run.variant, arm: run.arm, shots: run.shots, seed: run.seed, metric: $0.name, subset: $0.subset,
            iouType: $0.iouType, value: $0.value))
      }
      // Points come by stage, name and step; stages are drawn in the order of work.
      for stage in StageOrder.of(record.curves.map(\.stage)) {
        let points = record.curves.filter { $0.stage == stage }
        for name in StageOrder.unique(points.map(\.name)) {
          data.curves.append(
            FigureData.Curve(
              variant: run.variant, arm: run.arm, shots: run.shots, seed: run.seed, stage: stage, name: name,
              points: points.filter { $0.name == name }.map { .init(step: $0.step, value: $0.value) }))
        }
      }
    }
    self.data = data
  }

  /// One figure.
  ///
  /// - Parameters:
  ///   - measure: What is shown; nil for the first column of the first table, over visible fractions for AP.
  ///   - curve: The name of the curves.
  ///   - baseline: The arm or variant that a forest compares with; nil for that of the first table that has one. Or the
  ///     arm whose differences are shown over variants; nil for values.
  ///   - axis: The number over which variants stand; nil for all variants.
  func figure(
    _ kind: FigureKind, measure: Measure?, curve: String, baseline: String?, axis: String?
  ) throws(InputError) -> Figure {
    switch kind {
    case .curves: return try data.curves(named: curve)
    case .variants: return try data.variants(try column(measure), over: axis, from: try arm(baseline))
    case .visible: return try visible(measure?.column ?? Self.overall)
    case .classes: return try data.categories(measure?.column ?? defaultColumn)
    case .forest: return try data.forest(try column(measure), baseline: try self.baseline(baseline))
    }
  }

  /// The column of a measure that some run has.
  private func column(_ measure: Measure?) throws(InputError) -> TableLayout.Column {
    let column = measure?.column ?? defaultColumn
    try measured.refuseUnmeasured(Measure(column), words: column.label)
    return column
  }

  /// The figures that the experiment has something for, in a fixed order.
  func all() throws(InputError) -> [Figure] {
    var figures: [Figure] = []
    var seen: [(TableLayout.Column, TableLayout.Baseline)] = []
    for table in recorded.spec.tables {
      guard let baseline = Self.baseline(of: table), let first = table.columns.first else { continue }
      let column = TableLayout.Column(first)
      guard !seen.contains(where: { $0.0 == column && $0.1 == baseline }) else { continue }
      seen.append((column, baseline))
      figures.append(try data.forest(column, baseline: baseline))
    }
    if !data.matrix.variants.isEmpty { figures.append(try data.variants(defaultColumn)) }
    for axis in data.variantAxes where axis.places.count < data.matrix.variants.count {
      figures.append(try data.variants(defaultColumn, over: axis.title))
    }
    if try bands(of: Self.overall).count > 1 { figures.append(try visible(Self.overall)) }
    let hasClasses = data.classes.contains { $0.observation.metric == "AP" && $0.observation.subset == "all" }
    if hasClasses { figures.append(try data.categories(Self.overall)) }
    if data.curves.contains(where: { $0.name == "loss" }) { figures.append(try data.curves(named: "loss")) }
    return figures
  }

  private var defaultColumn: TableLayout.Column {
    recorded.spec.tables.first?.columns.first.map { TableLayout.Column($0) }
      ?? Self.overall
  }

  private static let overall = TableLayout.Column(metric: "AP", subset: "all", label: "AP")

  private func visible(_ column: TableLayout.Column) throws(InputError) -> Figure {
    let bands = try bands(of: column)
    if bands.isEmpty, try !self.bands(of: Self.overall).isEmpty {
      throw InputError(
        file: "--metric", found: "\"\(column.label)\", of whose objects no bands of visible fractions are measured",
        expected: "a measure of all objects, such as AP, or subsets such as \"\(column.subset) visible[0,0.5)\"")
    }
    let measures = bands.map { Measure(name: column.metric, subset: $0.subset, iouType: column.iouType) }
    if let first = measures.first, !measures.contains(where: measured.contains) {
      try measured.refuseUnmeasured(first, words: first.column.label)
    }
    return try data.visible(column, bands: bands)
  }

  /// The bands of the curve, or else the subsets that differ from the measure's by a band alone.
  private func bands(of column: TableLayout.Column) throws(InputError) -> [FigureData.Band] {
    let own = try Subset(JSONDocument(value: .string(column.subset)).root)
    let evaluation = recorded.spec.evaluation
    let curve = own.scope == .all && own.occlusion == nil ? evaluation.visibleCurve?.subsets ?? [] : []
    let subsets =
      curve.isEmpty ? evaluation.subsets.filter { $0.scope == own.scope && $0.occlusion == own.occlusion } : curve
    return subsets.compactMap { subset in
      subset.visible.map { FigureData.Band(subset: subset.name, lower: $0.lower, upper: $0.upper) }
    }
  }

  private func baseline(_ name: String?) throws(InputError) -> TableLayout.Baseline {
    guard let name else {
      guard let first = recorded.spec.tables.lazy.compactMap({ Self.baseline(of: $0) }).first else {
        throw InputError(
          found: "an experiment whose tables have no baseline", expected: "--baseline with an arm or a variant")
      }
      return first
    }
    return try TableLayout.Baseline(named: name, in: data.matrix)
  }

  private func arm(_ name: String?) throws(InputError) -> String? {
    guard let name, !data.matrix.arms.contains(name) else { return name }
    throw InputError(
      found: "the baseline \"\(name)\"",
      expected: "an arm, one of \(data.matrix.arms.joined(separator: ", "))",
      nearest: NearestName.to(name, among: data.matrix.arms))
  }

  private static func baseline(of table: TableSpec) -> TableLayout.Baseline? {
    table.baseline.flatMap { TableLayout.Baseline(arm: $0.arm?.rawValue, variant: $0.variant) }
  }
}

/// The order of stages in figures.
private enum StageOrder {
  /// Each stage once, in the order of work.
  static func of(_ stages: [String]) -> [String] {
    let work = ["pretrain", "train", "fine-tune"]
    let all = unique(stages)
    return work.filter(all.contains) + all.filter { !work.contains($0) }
  }

  static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension Arm {
  /// The number of the arm's style in figures, the same in all experiments. Numbers are never given anew.
  var figureStyle: Int {
    switch self {
    case .fullTransfer: 0
    case .encoderOnly: 1
    case .randomDecoder: 2
    case .scratch: 3
    case .decoderOnFPN: 4
    case .fullTransferSingleScale: 5
    case .fcOnEncoder: 6
    case .encoderOnlyConvolutional: 7
    case .vitDet: 8
    }
  }
}
