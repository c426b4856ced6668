import StrictJSON

/// A measure of a run, as `metrics.json` has it.
public struct MetricRow: Sendable, Equatable {
  /// `AP50`, `CoLoc` and so on.
  public let name: String
  /// The subset it is of.
  public let subset: String
  /// `bbox` or `segm`.
  public let iouType: String
  /// The value in 0...1; nil if there is none, as with no object to find.
  public let value: Double?
  /// Number of objects (or images) behind it.
  public let n: Int
}

/// The AP of one category.
public struct ClassMetricRow: Sendable, Equatable {
  /// The category's name.
  public let category: String
  /// The subset it is of.
  public let subset: String
  /// `bbox` or `segm`.
  public let iouType: String
  /// The value in 0...1; nil if there is none.
  public let value: Double?
  /// Number of objects behind it.
  public let n: Int
}

/// One point of a curve.
public struct CurveRow: Sendable, Equatable {
  /// The stage it was recorded in.
  public let role: StageRole
  /// `loss`, `lr` and so on.
  public let name: String
  /// The step.
  public let step: Int
  /// The value; nil if it was not finite.
  public let value: Double?
}

/// Reads what the stages leave for the database.
enum MeasureFiles {
  /// Reads a `metrics.json`.
  static func metrics(_ file: String) throws(InputError) -> (metrics: [MetricRow], classes: [ClassMetricRow]) {
    let reader = try JSONDocument(file: file).root.object()
    var metrics: [MetricRow] = []
    for node in try reader.required("metrics").array() {
      let row = try node.object()
      metrics.append(
        MetricRow(
          name: try row.required("name").string(), subset: try row.required("subset").string(),
          iouType: try row.required("iou_type").string(), value: try value(row.required("value")),
          n: try row.required("n").int(in: 0...Int.max)))
      try row.finish()
    }
    var classes: [ClassMetricRow] = []
    for node in try reader.required("per_class").array() {
      let row = try node.object()
      classes.append(
        ClassMetricRow(
          category: try row.required("category").string(), subset: try row.required("subset").string(),
          iouType: try row.optional("iou_type")?.string() ?? "bbox", value: try value(row.required("value")),
          n: try row.required("n").int(in: 0...Int.max)))
      try row.finish()
    }
    try reader.finish()
    return (metrics, classes)
  }

  /// Reads a `curves.json` of a stage in `role`.
  static func curves(_ file: String, role: StageRole) throws(InputError) -> [CurveRow] {
    let reader = try JSONDocument(file: file).root.object()
    var rows: [CurveRow] = []
    for node in try reader.required("curves").array() {
      let curve = try node.object()
      let name = try curve.required("name").string()
      for point in try curve.required("points").array() {
        let pair = try point.array()
        guard pair.count == 2 else {
          throw point.error(found: point.foundText, expected: "a step and a value")
        }
        rows.append(CurveRow(role: role, name: name, step: try pair[0].int(), value: try value(pair[1])))
      }
      try curve.finish()
    }
    try reader.finish()
    return rows
  }

  private static func value(_ node: JSONNode) throws(InputError) -> Double? {
    node.isNull ? nil : try node.double()
  }
}
