import Foundation
import Testing

/// The committed records taken into a results folder once, for all tests that only ask it: measures without weights,
/// pictures and detections.
final class PublishedRecords: Sendable {
  static let all = Result { try PublishedRecords() }
  static let folder = Repository.path("results/reference")

  /// The experiments, by the names of their records.
  let names: [String]
  /// The results folder.
  let results: String
  private let scratch: Scratch

  private init() throws {
    scratch = try Scratch()
    results = scratch("results")
    names = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "/records")
      .filter { !$0.hasSuffix(".md") }.sorted()
    for name in names {
      let taken = try IMTED.run("import", "\(Self.folder)/records/\(name)", "--results", results, "--records")
      try #require(taken.status == 0, "\(name): \(taken.errors)")
    }
  }

  /// `tiny-table1-single-object` is of `benchmarks/tiny/table1-single-object.json`.
  static func spec(of name: String) throws -> String {
    let dash = try #require(name.firstIndex(of: "-"))
    return Repository.path("benchmarks/\(name[..<dash])/\(name[name.index(after: dash)...]).json")
  }

  /// Asks a command about one of the experiments.
  func ask(_ command: String..., of name: String, _ arguments: String...) throws -> Outcome {
    try IMTED.start(command + [try Self.spec(of: name), "--results", results] + arguments).outcome()
  }
}
