import Foundation
import Pipeline
import ResultStore
import StrictJSON

/// How well runs repeat, as `imted verify` found.
struct RunGrades {
  private let verifications: [String: RunVerification]
  /// How many stages each run that was made again has.
  private let stages: [String: Int]
  private let ids: [String]

  /// Reads what lies beside an experiment's finished runs. Files that cannot be read throw.
  init(of recorded: RecordedExperiment, results: String) throws(InputError) {
    let root = URL(fileURLWithPath: results).path
    ids = recorded.runs.map(\.id)
    var verifications: [String: RunVerification] = [:]
    var stages: [String: Int] = [:]
    for id in ids {
      guard let found = try RunVerification.stored(of: id, in: root) else { continue }
      verifications[id] = found
      stages[id] = try recorded.database.record(of: id)?.stages.count
    }
    (self.verifications, self.stages) = (verifications, stages)
  }

  /// Whether any of the runs was made again.
  var isEmpty: Bool { verifications.isEmpty }

  /// A run's grade in words, and of how many of its stages; nil where it was not made again.
  func words(of id: String) -> String? {
    verifications[id].map { found in
      found.grade.rawValue + (isWhole(id) ? "" : ", \(found.steps.count) of \(stages[id] ?? 0) stages made again")
    }
  }

  private func isWhole(_ id: String) -> Bool { (verifications[id]?.steps.count ?? 0) >= (stages[id] ?? 0) }

  /// What a table says of its runs.
  var footnote: String {
    guard !isEmpty else { return "None of the \(ids.count) runs was made again (imted verify)" }
    let grades: [RunVerification.Grade] = [.bitEqual, .partly, .different, .unknown]
    let parts = grades.compactMap { grade -> String? in
      let own = ids.filter { verifications[$0]?.grade == grade }
      let part = own.count { !isWhole($0) }
      return own.isEmpty
        ? nil : "\(own.count) \(grade.rawValue)" + (part == 0 ? "" : " (of \(part) only some stages were made again)")
    }
    let untried = ids.count - verifications.count
    return "Made again from stored inputs (imted verify), of \(ids.count) runs: \(parts.joined(separator: ", "))"
      + (untried == 0 ? "" : ", \(untried) not tried")
  }
}
