import Foundation
import Reports
import ResultStore
import StrictJSON

/// A column of `imted history`: a fact of a run, or one of its measures.
struct HistoryColumn {
  /// What a cell shows, from the run, its labels and its measures.
  typealias Content = @Sendable (_ run: RunRow, _ labels: RunLabelRows, _ measures: [StoredMetric]) -> JSONValue

  let heading: HistoryTable.Column
  let content: Content
  /// The measure it shows; nil for a fact.
  let measure: Measure?

  /// The columns shown where nobody chooses.
  static let usual = ["run", "experiment", "variant", "arm", "shots", "seed", "status", "started", "took"]

  private static let facts: [(name: String, style: HistoryTable.Style, content: Content)] = [
    ("run", .text, { run, _, _ in .string(run.id) }),
    ("experiment", .text, { run, _, _ in .string(run.experiment) }),
    ("variant", .text, { run, _, _ in text(run.variant) }),
    ("arm", .text, { run, _, _ in .string(run.arm) }),
    ("shots", .number, { run, _, _ in run.shots.map { .integer($0) } ?? .null }),
    ("seed", .number, { run, _, _ in .integer(run.seed) }),
    ("status", .text, { run, _, _ in .string(run.status.rawValue) }),
    ("started", .text, { run, _, _ in text(run.startedAt) }),
    ("finished", .text, { run, _, _ in text(run.finishedAt) }),
    ("took", .duration, { run, _, _ in .finiteOrNull(run.wallSeconds) }),
    ("machine", .text, { run, _, _ in text(run.machine) }),
    ("threads", .number, { run, _, _ in run.threads.map { .integer($0) } ?? .null }),
    ("device", .text, { run, _, _ in text(run.device) }),
    ("commit", .text, { run, _, _ in text(run.commitID) }),
    ("message", .text, { run, _, _ in text(run.message) }),
    ("spec", .text, { run, _, _ in text(run.specDigest) }),
    ("protocol", .text, { run, _, _ in text(run.protocolDigest) }),
    ("tags", .text, { _, labels, _ in labels.tags.isEmpty ? .null : .string(labels.tags.joined(separator: " ")) }),
    ("note", .text, { _, labels, _ in text(labels.note) }),
  ]

  /// The names in a list joined by commas; commas in double quotes or in brackets belong to a name, as in
  /// `visible[0,0.5)`.
  static func names(_ list: String) -> [String] {
    var names = [""]
    var isQuoted = false
    var depth = 0
    for character in list {
      switch character {
      case "\"": isQuoted.toggle()
      case "[", "(": depth += 1
      case "]", ")": depth = max(0, depth - 1)
      default: break
      }
      if character == ",", !isQuoted, depth == 0 { names.append("") } else { names[names.count - 1].append(character) }
    }
    return names.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// A column by its name, or a measure as `metrics.NAME`.
  init(named name: String) throws(InputError) {
    if name.hasPrefix("metrics.") {
      let written = String(name.dropFirst("metrics.".count)).trimmingQuotes
      self.init(try SpecMeasures.measure(written, option: "--columns"), heading: written)
      return
    }
    guard let fact = Self.facts.first(where: { $0.name == name }) else {
      let names = Self.facts.map(\.name)
      throw InputError(
        file: "--columns", found: "\"\(name)\"", expected: "one of \(names.joined(separator: ", ")) or metrics.NAME",
        nearest: SpecMeasures.columnName(name) ?? NearestName.to(name, among: names))
    }
    self.init(heading: HistoryTable.Column(fact.name, style: fact.style), measure: nil, content: fact.content)
  }

  /// The column of a measure.
  init(_ measure: Measure, heading: String) {
    self.init(heading: HistoryTable.Column(heading, style: .percent), measure: measure) { _, _, measures in
      .finiteOrNull(measures.first { measure.matches($0) }?.value)
    }
  }

  private init(heading: HistoryTable.Column, measure: Measure?, content: @escaping Content) {
    (self.heading, self.measure, self.content) = (heading, measure, content)
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
