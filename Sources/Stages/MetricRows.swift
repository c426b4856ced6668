import Detection
import Evaluation
import Spec
import StrictJSON

/// The content of `metrics.json`, gathered row by row.
struct MetricRows {
  private var metrics: [JSONValue] = []
  private var perClass: [JSONValue] = []

  /// Adds one number.
  mutating func add(_ name: MetricName, _ subset: Subset, _ type: IoUType, _ value: Double?, _ n: Int) {
    add(name.rawValue, subset, type, value, n)
  }

  /// Adds COCO's twelve numbers and AP by category.
  mutating func add(_ summary: COCOSummary, _ subset: Subset, _ type: IoUType) {
    for metric in summary.metrics { add(metric.name, subset, type, metric.value, metric.n) }
    for score in summary.perClass {
      var row = JSONObject([
        ("category", .string(score.category.name)), ("subset", .string(subset.name)),
        ("value", .finiteOrNull(score.ap)), ("n", .integer(Int64(score.n))),
      ])
      if type != .bbox { row["iou_type"] = .string(type.rawValue) }
      perClass.append(.object(row))
    }
  }

  /// Adds a point of a curve.
  mutating func add(_ point: VisibleCurve.Point, _ subset: Subset, _ type: IoUType) {
    for metric in point.metrics { add(metric.name, subset, type, metric.value, metric.n) }
  }

  /// The file.
  var json: JSONValue { ["metrics": .array(metrics), "per_class": .array(perClass)] }

  private mutating func add(_ name: String, _ subset: Subset, _ type: IoUType, _ value: Double?, _ n: Int) {
    metrics.append([
      "name": .string(name), "subset": .string(subset.name), "iou_type": .string(type.rawValue),
      "value": .finiteOrNull(value), "n": .integer(Int64(n)),
    ])
  }
}
