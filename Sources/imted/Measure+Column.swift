import Reports
import ResultStore
import Spec

extension Measure {
  /// The measure as a column of a table, with its words as the heading: `segm AP novel`.
  var column: TableLayout.Column {
    let isByMask = iouType == IoUType.segm.rawValue && name != MetricName.maskRecall.rawValue
    let words = [isByMask ? iouType : nil, name, subset == "all" ? nil : subset].compactMap(\.self)
    return TableLayout.Column(metric: name, subset: subset, iouType: iouType, label: words.joined(separator: " "))
  }
}
