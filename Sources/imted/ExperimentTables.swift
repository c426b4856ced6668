import Reports
import ResultStore
import Spec
import StrictJSON

/// The declared tables of an experiment, filled from recorded runs.
struct ExperimentTables {
  private let spec: ExperimentSpec
  /// The numbers of the runs.
  let observations: [Observation]
  let protocols: RunProtocols
  private let interval: IntervalMethod
  private let source: TableSource?

  init(
    _ spec: ExperimentSpec, _ recorded: [RunMetric], protocols: RunProtocols = RunProtocols(),
    interval: IntervalMethod = .student, source: TableSource? = nil
  ) {
    (self.spec, self.protocols, self.interval, self.source) = (spec, protocols, interval, source)
    observations = recorded.map {
      Observation(
        variant: $0.variant, arm: $0.arm, shots: $0.shots, seed: $0.seed, metric: $0.metric.name,
        subset: $0.metric.subset, iouType: $0.metric.iouType, value: $0.metric.value, run: $0.runID)
    }
  }

  /// All tables, or the one of a name.
  func tables(named name: String?) throws(InputError) -> [ResultTable] {
    let names = spec.tables.map(\.name)
    guard !names.isEmpty else {
      throw InputError(jsonPath: "$.tables", found: "an experiment that declares no table", expected: "at least one")
    }
    if let name, !names.contains(name) {
      throw InputError(
        found: "no table \"\(name)\"", expected: "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(name, among: names))
    }
    var tables: [ResultTable] = []
    for table in spec.tables where name == nil || table.name == name {
      var filled = try ResultTable(
        layout: try layout(table), observations: observations, expected: matrix, protocols: protocols)
      filled.source = source
      filled.footnotes += SharedBases.footnotes(of: spec.matrix)
      tables.append(filled)
    }
    return tables
  }

  /// The cells that the experiment declares.
  var matrix: ExpectedMatrix {
    var matrix = ExpectedMatrix(
      arms: spec.matrix.allArms.map(\.rawValue), shots: spec.matrix.allShots ?? [], seeds: spec.matrix.seeds,
      variants: spec.matrix.variants.map(\.name), pretrainSeeds: pretrainSeeds)
    guard !spec.matrix.exclude.isEmpty || !spec.matrix.include.isEmpty else { return matrix }
    for variant in spec.matrix.variants.isEmpty ? [nil] : spec.matrix.variants.map(\.name) {
      for shots in spec.matrix.allShots?.map({ $0 }) ?? [nil] {
        for arm in spec.matrix.allArms {
          let seeds = spec.matrix.seeds(of: arm, shots: shots, variant: variant)
          guard seeds != spec.matrix.seeds else { continue }
          matrix.exceptions.append(.init(variant: variant, arm: arm.rawValue, shots: shots, seeds: seeds))
        }
      }
    }
    return matrix
  }

  /// The pre-trainings that the seeds of an arm start from; empty if no arm starts from one.
  private var pretrainSeeds: [Int] {
    guard spec.pretrain.checkpoint == nil, spec.matrix.allArms.contains(where: \.needsPretraining) else { return [] }
    return spec.matrix.pretrainSeeds ?? spec.matrix.seeds.map { _ in spec.pretrain.seed }
  }

  /// Refuses what the tables cannot show yet, rather than to leave it out.
  private func layout(_ table: TableSpec) throws(InputError) -> TableLayout {
    let place = "$.tables[\(spec.tables.firstIndex(of: table) ?? 0)]"
    var rows: [TableLayout.RowAxis] = []
    for axis in table.rows {
      guard let row = TableLayout.RowAxis(rawValue: axis.rawValue) else {
        throw InputError(
          jsonPath: place + ".rows", found: "\"\(axis.rawValue)\"",
          expected: "variant, arm or shots; tables give the mean over seeds, `--format json` each seed's value")
      }
      rows.append(row)
    }
    guard table.baseline?.shots == nil else {
      throw InputError(
        jsonPath: place + ".baseline", found: "a baseline of certain shots", expected: "an arm, compared at equal shots"
      )
    }
    var layout = TableLayout(
      name: table.name, title: table.title, rows: rows,
      columns: table.columns.map { TableLayout.Column($0) },
      baseline: table.baseline.flatMap { TableLayout.Baseline(arm: $0.arm?.rawValue, variant: $0.variant) },
      literature: table.literature.map { row in
        LiteratureRow(
          label: row.label, source: row.source, setting: row.setting, seeds: row.seeds,
          incomparable: row.incomparable, values: row.values)
      }, interval: interval)
    layout.marksBest = table.best == .holm
    layout.usesSIUnitx = table.latex == .siunitx
    return layout
  }
}

extension TableLayout.Column {
  /// The column that an experiment declares.
  init(_ column: TableSpec.Column) {
    self.init(
      metric: column.metric.rawValue, subset: column.subset.name, iouType: column.iouType.rawValue,
      label: column.label)
    group = column.group
    showsDifference = column.showsDifference
  }
}
