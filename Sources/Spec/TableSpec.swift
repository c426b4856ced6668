public import StrictJSON

/// A table over the runs of an experiment: one row for each combination of row axes, one column for each measure.
public struct TableSpec: Sendable, Equatable {
  /// What distinguishes rows. An axis that is not named is averaged over.
  public enum Axis: String, CaseIterable, Sendable, Hashable {
    /// The arm.
    case arm
    /// The number of shots.
    case shots
    /// The seed.
    case seed
    /// The variant.
    case variant
  }

  /// A measure of one subset.
  public struct Column: Sendable, Equatable {
    /// The measure.
    public var metric: MetricName
    /// The subset it is of.
    public var subset: Subset
    /// What overlaps were measured between.
    public var iouType: IoUType
    /// The heading.
    public var label: String
    /// A heading that neighbouring columns of the same group share; nil for none.
    public var group: String?
    /// Whether differences from the table's baseline are shown beside the values.
    public var showsDifference = true

    /// A column from its parts.
    public init(metric: MetricName, subset: Subset, iouType: IoUType = .bbox, label: String? = nil) {
      self.metric = metric
      self.subset = subset
      self.iouType = iouType
      let measure =
        iouType == .bbox || metric == .maskRecall ? metric.rawValue : "\(metric.rawValue) \(iouType.rawValue)"
      self.label = label ?? (subset.name == "all" ? measure : "\(measure) \(subset.name)")
    }
  }

  /// The rows that others are compared with: all that agree with the given coordinates.
  public struct Baseline: Sendable, Equatable {
    /// The arm to compare with, at equal other coordinates.
    public var arm: Arm?
    /// The shots to compare with.
    public var shots: Int?
    /// The variant to compare with, at equal other coordinates.
    public var variant: String?

    /// A baseline from its coordinates.
    public init(arm: Arm?, shots: Int? = nil, variant: String? = nil) {
      self.arm = arm
      self.shots = shots
      self.variant = variant
    }
  }

  /// When the best value of a column is bold.
  public enum BestRule: String, CaseIterable, Sendable, Hashable {
    /// When its paired difference from the second best excludes 0, corrected by Holm's method for all rows of equal shots.
    case holm
  }

  /// How LaTeX writes numbers.
  public enum LaTeXNumbers: String, CaseIterable, Sendable, Hashable {
    /// As formulas; needs package booktabs alone.
    case plain
    /// In the columns of package siunitx, aligned at their points.
    case siunitx
  }

  /// The table's name: unique in the experiment and fit for a file name.
  public var name: String
  /// The caption.
  public var title: String
  /// What distinguishes rows, outermost first.
  public var rows: [Axis]
  /// The columns from left to right.
  public var columns: [Column]
  /// The rows that others are compared with, if any.
  public var baseline: Baseline?
  /// Published numbers to show below the rows.
  public var literature: [LiteratureSpec] = []
  /// When the best value of a column is bold; nil for never.
  public var best: BestRule?
  /// How LaTeX writes numbers.
  public var latex = LaTeXNumbers.plain

  /// A table from its parts.
  public init(name: String, title: String, rows: [Axis], columns: [Column], baseline: Baseline? = nil) {
    self.name = name
    self.title = title
    self.rows = rows
    self.columns = columns
    self.baseline = baseline
  }

  /// Reads one table and checks it against the matrix and what is evaluated.
  public init(_ node: JSONNode, matrix: MatrixSpec, evaluation: EvaluationSpec) throws(InputError) {
    let reader = try node.object()
    name = try reader.required("name").fileName()
    title = try reader.string("title", default: name)
    rows = try reader.required("rows").list { (node) throws(InputError) in
      let axis = try node.choice(of: Axis.self)
      guard axis != .shots || matrix.shots != nil else {
        throw node.error(found: "\"shots\"", expected: "an axis of the matrix, which has no shots")
      }
      guard axis != .variant || !matrix.variants.isEmpty else {
        throw node.error(found: "\"variant\"", expected: "an axis of the matrix, which has no variants")
      }
      return axis
    }
    columns = try reader.required("columns").list { (node) throws(InputError) in
      try Self.column(node, evaluation)
    }
    baseline = nil
    if let node = reader.optional("baseline") { baseline = try Self.baseline(node, matrix) }
    for row in try reader.optional("literature")?.array() ?? [] {
      literature.append(try LiteratureSpec(row, columns: columns.count))
    }
    best = try reader.optional("best").map { (node) throws(InputError) in try node.choice(of: BestRule.self) }
    latex = try reader.choice("latex", default: latex)
    try reader.finish()
    for (place, column) in columns.enumerated() where !column.showsDifference && baseline == nil {
      throw try reader.required("columns").array()[place].error(
        found: "\"difference\": false in a table without a baseline",
        expected: "\"baseline\" in the table, or no \"difference\"")
    }
  }

  /// The table with every default written out.
  public var json: JSONValue {
    var object = JSONObject([
      ("name", .string(name)), ("title", .string(title)), ("rows", .strings(rows.map(\.rawValue))),
      (
        "columns",
        .array(
          columns.map { column in
            var object = JSONObject([
              ("metric", .string(column.metric.rawValue)), ("subset", .string(column.subset.name)),
              ("label", .string(column.label)),
            ])
            if column.iouType != .bbox { object["iou_type"] = .string(column.iouType.rawValue) }
            object["group"] = column.group.map { .string($0) }
            if !column.showsDifference { object["difference"] = false }
            return .object(object)
          })
      ),
    ])
    if let baseline {
      var coordinates = JSONObject()
      coordinates["arm"] = baseline.arm.map { .string($0.rawValue) }
      coordinates["shots"] = baseline.shots.map { .integer($0) }
      coordinates["variant"] = baseline.variant.map { .string($0) }
      object["baseline"] = .object(coordinates)
    }
    if !literature.isEmpty { object["literature"] = .array(literature.map(\.json)) }
    object["best"] = best.map { .string($0.rawValue) }
    if latex != .plain { object["latex"] = .string(latex.rawValue) }
    return .object(object)
  }

  private static func column(_ node: JSONNode, _ evaluation: EvaluationSpec) throws(InputError) -> Column {
    let reader = try node.object()
    let metric = try reader.required("metric").choice(of: MetricName.self)
    var subset = Subset(scope: .all)
    let subsetNode = reader.optional("subset")
    if let subsetNode { subset = try Subset(subsetNode) }
    let curve = evaluation.visibleCurve?.subsets ?? []
    let isOnCurve = !evaluation.subsets.contains(subset) && curve.contains(subset)
    guard evaluation.subsets.contains(subset) || isOnCurve else {
      let names = evaluation.subsets.map(\.name) + curve.map(\.name)
      throw (subsetNode ?? node).error(
        found: "the subset \"\(subset.name)\", which is not evaluated",
        expected:
          "one of evaluation.subsets\(curve.isEmpty ? "" : " and evaluation.visible_curve"): \(names.joined(separator: ", "))",
        nearest: NearestName.to(subset.name, among: names))
    }
    let iouType = try iouType(reader, metric, evaluation)
    if isOnCurve, !VisibleCurveSpec.metrics.contains(metric) {
      throw try reader.required("metric").error(
        found: "\"\(metric.rawValue)\" of a band of the curve",
        expected: "one of \(VisibleCurveSpec.metrics.map(\.rawValue).joined(separator: ", "))")
    }
    if metric == .maskRecall || metric == .boxRecall, subset.occlusion == nil {
      throw try reader.required("metric").error(
        found: "\"\(metric.rawValue)\" of the subset \"\(subset.name)\"",
        expected: "a subset with the word occluded or separated")
    }
    if metric == .voc50 || metric == .voc50ElevenPoint, !evaluation.voc {
      throw try reader.required("metric").error(
        found: "\"\(metric.rawValue)\" without evaluation.voc", expected: "\"voc\": true in \"evaluation\"")
    }
    let label = try reader.optional("label").map { (node) throws(InputError) in try node.string() }
    var column = Column(metric: metric, subset: subset, iouType: iouType, label: label)
    column.group = try reader.optional("group").map { (node) throws(InputError) in
      let name = try node.string()
      guard !name.isEmpty else { throw node.error(found: "an empty group", expected: "a heading, or no \"group\"") }
      return name
    }
    column.showsDifference = try reader.bool("difference", default: true)
    try reader.finish()
    return column
  }

  /// The type a column names; without one the only one that its measure has, or boxes where they are evaluated.
  private static func iouType(
    _ reader: JSONObjectReader, _ metric: MetricName, _ evaluation: EvaluationSpec
  ) throws(InputError) -> IoUType {
    let only: IoUType? =
      switch metric {
      case .maskRecall: .segm
      case .boxRecall, .voc50, .voc50ElevenPoint, .coLoc, .accuracy: .bbox
      default: nil
      }
    let types = evaluation.iouTypes
    // Single-object measures and VOC's are of boxes whatever the types.
    let known: [IoUType] =
      switch metric {
      case .voc50, .voc50ElevenPoint, .coLoc, .accuracy: [.bbox]
      case .maskRecall, .boxRecall: types.filter { $0 == only }
      default: types
      }
    let node = reader.optional("iou_type")
    let type = try node?.choice(of: IoUType.self) ?? only ?? (types.contains(.bbox) ? .bbox : types[0])
    guard known.contains(type) else {
      let place: JSONNode
      if let node { place = node } else { place = try reader.required("metric") }
      throw place.error(
        found: "\"\(metric.rawValue)\" by \(type.rawValue), which is not evaluated",
        expected: known.isEmpty
          ? "\"\(only?.rawValue ?? "")\" among evaluation.iou_types"
          : "one of \(known.map(\.rawValue).joined(separator: ", "))")
    }
    return type
  }

  private static func baseline(_ node: JSONNode, _ matrix: MatrixSpec) throws(InputError) -> Baseline {
    let reader = try node.object()
    var baseline = Baseline(arm: nil)
    if let node = reader.optional("arm") {
      let arm = try node.choice(of: Arm.self)
      guard matrix.allArms.contains(arm) else {
        throw node.error(
          found: node.foundText,
          expected: "an arm of the matrix: \(matrix.allArms.map(\.rawValue).joined(separator: ", "))")
      }
      baseline.arm = arm
    }
    if let node = reader.optional("shots") {
      let shots = try node.int()
      guard let all = matrix.allShots, all.contains(shots) else {
        throw node.error(
          found: node.foundText,
          expected: matrix.allShots.map { "shots of the matrix: \($0.map(String.init).joined(separator: ", "))" }
            ?? "no shots, as in the matrix")
      }
      baseline.shots = shots
    }
    if let node = reader.optional("variant") {
      let name = try node.string()
      let names = matrix.variants.map(\.name)
      guard names.contains(name) else {
        throw node.error(
          found: node.foundText, expected: "a variant of the matrix: \(names.joined(separator: ", "))",
          nearest: NearestName.to(name, among: names))
      }
      baseline.variant = name
    }
    try reader.finish()
    guard baseline.arm != nil || baseline.shots != nil || baseline.variant != nil else {
      throw node.error(found: "an empty baseline", expected: "an arm, shots or a variant")
    }
    return baseline
  }
}
