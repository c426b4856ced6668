import ResultStore
import StrictJSON

/// What `imted history --sort` orders by.
struct HistoryOrder {
  private static let names: [(name: String, sort: HistoryQuery.Sort)] = [
    ("started", .startedAt), ("finished", .finishedAt), ("seconds", .wallSeconds), ("cell", .cell),
  ]

  let sort: HistoryQuery.Sort

  /// Whether the highest comes first.
  var descending: Bool { sort != .cell }

  /// Whether groups of seeds have such an order.
  var ordersGroups: Bool {
    switch sort {
    case .cell, .measure: true
    default: false
    }
  }

  /// Reads `started`, `finished`, `seconds`, `cell` or `metrics.NAME`.
  init(_ text: String) throws(InputError) {
    if text.hasPrefix("metrics.") {
      let name = String(text.dropFirst("metrics.".count)).trimmingQuotes
      sort = .measure(try SpecMeasures.measure(name, option: "--sort"))
      return
    }
    guard let known = Self.names.first(where: { $0.name == text }) else {
      let names = Self.names.map(\.name)
      throw InputError(
        file: "--sort", found: "\"\(text)\"", expected: "one of \(names.joined(separator: ", ")) or metrics.NAME",
        nearest: SpecMeasures.columnName(text) ?? NearestName.to(text, among: names + ["metrics.AP", "metrics.nAP"]))
    }
    sort = known.sort
  }
}

extension String {
  /// Without the double quotes around it, if there are two.
  var trimmingQuotes: String {
    count >= 2 && first == "\"" && last == "\"" ? String(dropFirst().dropLast()) : self
  }
}
