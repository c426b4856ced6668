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
}
