import Foundation
import ResultStore

/// A smoke experiment run once into a results folder of its own, for all tests that only look at what it left.
final class SmokeRun: Sendable {
  static let singleObject = Result { try SmokeRun("benchmarks/smoke/single-object.json") }
  static let fewShot = Result { try SmokeRun("benchmarks/smoke/few-shot.json") }
  static let mask = Result { try SmokeRun("benchmarks/smoke/mask.json") }

  /// The experiment file.
  let spec: String
  /// Its results folder.
  let results: String
  /// How the first run ended.
  let status: Int32
  let output: String
  let errors: String
  private let scratch: Scratch

  private init(_ name: String) throws {
    scratch = try Scratch()
    spec = Repository.path(name)
    results = scratch("results")
    let outcome = try IMTED.run("run", spec, "--results", results)
    (status, output, errors) = (outcome.status, outcome.output, outcome.errors)
  }
}

/// What tests ask the database of a results folder.
enum Database {
  /// All measures of all runs, a line each, with every bit of the values.
  static func metrics(_ results: String) throws -> [String] {
    let database = try ResultStore(path: results + "/history.sqlite", access: .readOnly)
    return try database.experiments().flatMap { experiment in
      try database.metrics(experiment: experiment.name).map { row in
        let value = row.metric.value.map { String($0.bitPattern, radix: 16) } ?? "none"
        return "\(row.runID) \(row.arm) \(row.shots ?? 0) \(row.seed) \(row.status) \(row.metric.name) of "
          + "\(row.metric.subset): \(value), n \(row.metric.n)"
      }
    }.sorted()
  }

  /// The answer of the program sqlite3 to a question, row by row.
  static func ask(_ results: String, _ question: String) throws -> [String] {
    let answer = try Tool.run("sqlite3", [results + "/history.sqlite", question])
    guard answer.status == 0 else { throw Complaint(text: answer.errors) }
    return answer.output.split(separator: "\n").map(String.init)
  }

  struct Complaint: Error { let text: String }
}
