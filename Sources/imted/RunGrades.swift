import Foundation
import Pipeline
import ResultStore
import StrictJSON

/// How well runs repeat, as `imted verify` found.
struct RunGrades {
  private let repetitions: [String: RunRepetition]
  private let ids: [String]

  /// Reads what lies beside an experiment's finished runs. Files that cannot be read throw.
  init(of recorded: RecordedExperiment, results: String) throws(InputError) {
    let root = URL(fileURLWithPath: results).path
    ids = recorded.runs.map(\.id)
    var repetitions: [String: RunRepetition] = [:]
    for id in ids { repetitions[id] = try RunRepetition.stored(of: id, in: root) }
    self.repetitions = repetitions
  }

  /// Whether none of the runs was made again.
  var isEmpty: Bool { repetitions.isEmpty }

  /// A run's grade in words, and of how many of its stages; nil where it was not made again.
  func words(of id: String) -> String? {
    repetitions[id].map { found in
      found.verification.grade.rawValue + (found.isWhole ? "" : ", \(found.part)")
    }
  }

  /// What a table says of its runs.
  var footnote: String {
    guard !isEmpty else { return "None of the \(ids.count) runs was made again (imted verify)" }
    let grades: [RunVerification.Grade] = [.bitEqual, .partly, .different, .unknown]
    let parts = grades.compactMap { grade -> String? in
      let own = ids.compactMap { repetitions[$0] }.filter { $0.verification.grade == grade }
      guard !own.isEmpty else { return nil }
      guard grade != .unknown else { return "\(own.count) unknown (none of their stages could be made again)" }
      let part = own.count { !$0.isWhole }
      return "\(own.count) \(grade.rawValue)" + (part == 0 ? "" : " (of \(part) only some stages were made again)")
    }
    let untried = ids.count - repetitions.count
    return "Made again from stored inputs (imted verify), of \(ids.count) runs: \(parts.joined(separator: ", "))"
      + (untried == 0 ? "" : ", \(untried) not tried")
  }
}
