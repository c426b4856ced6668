import Reports
import Spec
import StrictJSON

/// Every value of an experiment, with defaults, and where each comes from.
struct ResolvedValues {
  private let values: [(path: String, value: JSONValue, origin: SpecSource.Origin)]

  init(_ experiment: ExperimentSpec, _ source: SpecSource) {
    var values: [(String, JSONValue, SpecSource.Origin)] = []
    func collect(_ value: JSONValue, _ path: String) {
      // Lists of numbers and names are values; lists of objects are not.
      switch value {
      case .object(let object):
        for (key, value) in object.members { collect(value, "\(path).\(key)") }
      case .array(let elements) where elements.contains(where: { if case .object = $0 { true } else { false } }):
        for (place, element) in elements.enumerated() { collect(element, "\(path)[\(place)]") }
      default: values.append((path, value, source.origin(of: path)))
      }
    }
    collect(experiment.json, "$")
    self.values = values
  }

  /// A line each: path, value, origin.
  var text: String {
    let table = HistoryTable(
      columns: [.init("value"), .init("is"), .init("from")],
      rows: values.map {
        let text = $0.value.canonicalText
        return [
          .string(String($0.path.dropFirst(2))), .string(text.count > 60 ? text.prefix(57) + "…" : text),
          .string($0.origin.description),
        ]
      })
    return String(table.text.dropLast())
  }

  /// An array of objects with `path`, `value` and `from`.
  var json: JSONValue {
    .array(
      values.map { ["path": .string($0.path), "value": $0.value, "from": .string($0.origin.description)] })
  }
}
