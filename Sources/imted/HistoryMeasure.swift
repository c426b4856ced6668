import Reports
import ResultStore
import Spec

/// A measure as `--metric` writes it: `AP`, `AP novel`, `segm AP novel`.
struct HistoryMeasure {
  /// The measure's name.
  let name: String
  /// The subset's name.
  let subset: String
  /// What overlaps are measured between, where the words say so.
  let iouType: IoUType?

  /// Takes the words apart. A measure without a word for boxes or masks is the one of boxes, unless its name says masks.
  init(_ text: String) {
    var words = text.split(separator: " ").map(String.init)
    iouType = words.first.flatMap(IoUType.init)
    if iouType != nil { words.removeFirst() }
    name = words.first ?? ""
    subset = words.count > 1 ? words.dropFirst().joined(separator: " ") : "all"
  }

  /// Whether a recorded number is the one meant.
  func matches(_ row: StoredMetric) -> Bool {
    row.name == name && row.subset == subset && row.iouType == type.rawValue
  }

  /// The measure as a column of a table.
  var column: TableLayout.Column {
    let words = [iouType == .segm ? "segm" : nil, name, subset == "all" ? nil : subset].compactMap(\.self)
    return TableLayout.Column(
      metric: name, subset: subset, iouType: type.rawValue, label: words.joined(separator: " "))
  }

  private var type: IoUType { iouType ?? (name == MetricName.maskRecall.rawValue ? .segm : .bbox) }
}
