import Foundation
import Pipeline
import Reports
import ResultStore
import Spec
import StrictJSON

/// What tells two runs apart: specification, stages, protocol, execution, measures. From their files; the database
/// adds where they ran.
struct RunComparison {
  /// One run with all that is compared.
  struct Side {
    let record: MeasuredRun
    /// What each stage's `stage.json` says of its execution.
    let executions: [(role: StageRole, execution: JSONValue)]
    /// What the database knows of it; nil where it does not.
    let row: RunRow?

    init(_ run: RunFile, in store: ArtifactStore, row: RunRow?) throws(InputError) {
      record = try MeasuredRun(run, in: store)
      self.row = row
      executions = run.steps.compactMap { step in
        guard case .present(let record) = store.lookup(step.key) else { return nil }
        return (step.role, record.execution)
      }
    }

    /// Threads, device and machine as one object.
    var execution: JSONValue {
      var object = JSONObject(executions.map { ($0.role.rawValue, $0.execution) })
      if let row {
        object["run"] = [
          "machine": row.machine.map { .string($0) } ?? .null, "threads": row.threads.map { .integer($0) } ?? .null,
          "device": row.device.map { .string($0) } ?? .null, "commit": row.commitID.map { .string($0) } ?? .null,
        ]
      }
      return .object(object)
    }
  }

  private let left: Side
  private let right: Side

  init(_ left: Side, _ right: Side) { (self.left, self.right) = (left, right) }

  private var runs: (RunFile, RunFile) { (left.record.run, right.record.run) }

  private var specification: [JSONDifference] { JSONDifference.between(runs.0.spec, runs.1.spec, at: "$") }
  private var cell: [JSONDifference] { JSONDifference.between(runs.0.cell.json, runs.1.cell.json, at: "$") }
  private var execution: [JSONDifference] { JSONDifference.between(left.execution, right.execution, at: "$") }

  /// The roles in the order of work, with the keys of both.
  private var stages: [(role: StageRole, left: Digest?, right: Digest?)] {
    StageRole.allCases.compactMap { role in
      let keys = (runs.0.steps.first { $0.role == role }?.key, runs.1.steps.first { $0.role == role }?.key)
      return keys.0 == nil && keys.1 == nil ? nil : (role, keys.0, keys.1)
    }
  }

  /// The facts of the protocols that differ; nil if a run has no card.
  private var protocols: (shared: [(name: String, words: String)], own: [JSONDifference])? {
    guard let a = left.record.protocolCard, let b = right.record.protocolCard else { return nil }
    return (
      a.shared.differences(from: b.shared).map { ($0.fact.name, $0.words) },
      JSONDifference.between(a.own.json, b.own.json, at: "$")
    )
  }

  /// A measure that one of the two has.
  private struct Pair {
    let measure: Measure
    let left: JSONValue
    let right: JSONValue

    /// Right minus left, where both have a value.
    var difference: JSONValue {
      guard let a = Self.number(left), let b = Self.number(right) else { return .null }
      return .number(b - a)
    }

    private static func number(_ value: JSONValue) -> Double? {
      switch value {
      case .integer(let whole): Double(whole)
      case .number(let number): number
      default: nil
      }
    }
  }

  private var measures: [Pair] {
    func values(_ side: Side) -> [Measure: Double?] {
      var values: [Measure: Double?] = [:]
      for row in side.record.metrics {
        values[Measure(name: row.name, subset: row.subset, iouType: row.iouType)] = row.value
      }
      return values
    }
    let (first, second) = (values(left), values(right))
    let all = (left.record.metrics + right.record.metrics).map {
      Measure(name: $0.name, subset: $0.subset, iouType: $0.iouType)
    }
    var seen: Set<Measure> = []
    return all.filter { seen.insert($0).inserted }.map { measure in
      Pair(
        measure: measure, left: .finiteOrNull(first[measure] ?? nil), right: .finiteOrNull(second[measure] ?? nil))
    }
  }

  /// All as one object.
  var json: JSONValue {
    var object = JSONObject([
      ("left", .string(runs.0.id)), ("right", .string(runs.1.id)), ("cell", Self.json(cell)),
      ("spec", Self.json(specification)),
      (
        "stages",
        .array(
          stages.map { role, left, right -> JSONValue in
            [
              "role": .string(role.rawValue), "left": left.map { .string($0.hex) } ?? .null,
              "right": right.map { .string($0.hex) } ?? .null, "same": .bool(left == right),
            ]
          })
      ),
    ])
    object["protocol"] =
      protocols.map { protocols -> JSONValue in
        [
          "shared": .array(
            protocols.shared.map { ["fact": .string($0.name), "difference": .string($0.words)] }),
          "own": Self.json(protocols.own),
        ]
      } ?? .null
    object["execution"] = Self.json(execution)
    object["metrics"] = .array(
      measures.map {
        [
          "name": .string($0.measure.name), "subset": .string($0.measure.subset),
          "iou_type": .string($0.measure.iouType), "left": $0.left, "right": $0.right, "difference": $0.difference,
        ]
      })
    return .object(object)
  }

  /// All for people; what agrees is counted. Ends without a line break.
  var text: String {
    var parts = ["left   \(runs.0.id)  \(runs.0.experiment), \(runs.0.cell)"]
    parts.append("right  \(runs.1.id)  \(runs.1.experiment), \(runs.1.cell)")
    parts += ["", "cell" + Self.lines(cell), "specification" + Self.lines(specification)]
    parts.append("stages")
    for (role, left, right) in stages {
      let name = "  " + role.rawValue.padding(toLength: 18, withPad: " ", startingAt: 0)
      parts.append(
        name + (left == right ? "same" : "\(left?.short ?? "–") | \(right?.short ?? "–")"))
    }
    if let protocols {
      let facts = protocols.shared.map { "\n  \($0.name): \($0.words)" }.joined()
      parts.append("protocol" + (facts.isEmpty ? ": same" : facts))
      parts.append("of each run" + Self.lines(protocols.own))
    } else {
      parts.append("protocol: at least one run has no card")
    }
    parts.append("execution" + Self.lines(execution))
    let differing = measures.filter { $0.left != $0.right }
    parts.append("measures: \(measures.count - differing.count) same, \(differing.count) differ")
    guard !differing.isEmpty else { return parts.joined(separator: "\n") }
    let table = HistoryTable(
      columns: [
        .init("measure"), .init("subset"), .init("iou_type"), .init("left", style: .percent),
        .init("right", style: .percent), .init("difference", style: .signedPercent),
      ],
      rows: differing.map {
        [
          .string($0.measure.name), .string($0.measure.subset), .string($0.measure.iouType), $0.left, $0.right,
          $0.difference,
        ]
      })
    return parts.joined(separator: "\n") + "\n" + table.text.trimmingCharacters(in: .newlines)
  }

  private static func json(_ differences: [JSONDifference]) -> JSONValue {
    .array(
      differences.map {
        ["path": .string($0.path), "left": $0.before ?? .null, "right": $0.after ?? .null]
      })
  }

  private static func lines(_ differences: [JSONDifference]) -> String {
    if differences.isEmpty { return ": same" }
    return differences.map { difference in
      "\n  \(difference.path): \(words(difference.before)) | \(words(difference.after))"
    }.joined()
  }

  private static func words(_ value: JSONValue?) -> String {
    guard let text = value?.canonicalText else { return "–" }
    return text.count > 60 ? text.prefix(57) + "…" : text
  }
}
