import Reports
import ResultStore
import Spec
import StrictJSON

/// The measures that experiments can ask for, for those who name one on the command line.
enum SpecMeasures {
  static let vocabulary = MeasureVocabulary(
    names: MetricName.allCases.map(\.rawValue), maskNames: [MetricName.maskRecall.rawValue]
  ) { (text) throws(InputError) in
    try Subset(JSONDocument(value: .string(text)).root).name
  }

  /// `metrics.AP` for who writes `AP` alone where other columns can stand too; nil for what is no measure.
  static func columnName(_ text: String) -> String? {
    (try? vocabulary.measure(text)).map { _ in "metrics.\(text)" }
  }

  /// The measure of a text such as `AP`, `nAP50` or `segm AP novel`.
  static func measure(_ text: String, option: String) throws(InputError) -> Measure {
    do { return try vocabulary.measure(text) } catch {
      throw InputError(file: option, found: error.found, expected: error.expected, nearest: error.nearest)
    }
  }

  /// The measure of a text, or else of a column of the experiment's tables that has the text as its label.
  static func measure(
    _ text: String, option: String, labelsOf spec: ExperimentSpec
  ) throws(InputError) -> Measure {
    let refusal: InputError
    do { return try measure(text, option: option) } catch { refusal = error }
    let columns = spec.tables.flatMap(\.columns)
    let labelled = Set(
      columns.filter { $0.label == text }.map {
        Measure(name: $0.metric.rawValue, subset: $0.subset.name, iouType: $0.iouType.rawValue)
      })
    if let only = labelled.first, labelled.count == 1 { return only }
    guard labelled.isEmpty else {
      let names = labelled.map(\.column.label).sorted()
      throw InputError(
        file: option, found: "\"\(text)\", the label of several measures",
        expected: "one of \(names.joined(separator: ", "))")
    }
    throw InputError(
      file: option, found: refusal.found, expected: refusal.expected,
      nearest: refusal.nearest ?? NearestName.to(text, among: columns.map(\.label)))
  }
}
