import Foundation
import Testing

/// What is committed under results/reference, as readers take it up.
extension EndToEnd {
  @Suite struct PublishedResultTests {
    private static let folder = Repository.path("results/reference")

    /// `tiny-table1-single-object` is of `benchmarks/tiny/table1-single-object.json`.
    private static func spec(of name: String) throws -> String {
      let dash = try #require(name.firstIndex(of: "-"))
      return Repository.path("benchmarks/\(name[..<dash])/\(name[name.index(after: dash)...]).json")
    }

    /// Fails if an experiment file no longer declares what was run, as when it shares parts with one that is edited.
    @Test func eachExperimentFileFindsItsRecordsAndMakesTheCommittedTablesOfThem() throws {
      let scratch = try Scratch()
      let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "/records")
        .filter { !$0.hasSuffix(".md") }.sorted()
      #expect(!names.isEmpty)
      for name in names {
        let taken = try IMTED.run(
          "import", "\(Self.folder)/records/\(name)", "--results", scratch("results"), "--records")
        #expect(taken.status == 0, "\(name): \(taken.errors)")
        let table = try IMTED.run("table", try Self.spec(of: name), "--results", scratch("results"))
        #expect(table.status == 0, "\(name): \(table.errors)")
        let committed = try Files.text("\(Self.folder)/\(name).md")
        #expect(!table.output.isEmpty && committed.hasPrefix(table.output), "\(name)")
      }
    }
  }
}
