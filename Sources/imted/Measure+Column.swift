import Reports
import ResultStore
import Spec

extension Measure {
  /// What a column of a table shows.
  init(_ column: TableLayout.Column) {
    self.init(name: column.metric, subset: column.subset, iouType: column.iouType)
  }

  /// The measure as a column of a table, with its words as the heading: `segm AP novel`.
  var column: TableLayout.Column {
    let isByMask = iouType == IoUType.segm.rawValue && name != MetricName.maskRecall.rawValue
    let words = [isByMask ? iouType : nil, name, subset == "all" ? nil : subset].compactMap(\.self)
    return TableLayout.Column(metric: name, subset: subset, iouType: iouType, label: words.joined(separator: " "))
  }
}
