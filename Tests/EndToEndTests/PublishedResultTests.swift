import Foundation
import Testing

/// What is committed under results/reference, as readers take it up.
extension EndToEnd {
  @Suite struct PublishedResultTests {
    /// Fails if an experiment file no longer declares what was run, as when it shares parts with one that is edited.
    @Test func eachExperimentFileFindsItsRecordsAndMakesTheCommittedTablesOfThem() throws {
      let records = try PublishedRecords.all.get()
      #expect(!records.names.isEmpty)
      for name in records.names {
        for (format, ending) in [("markdown", "md"), ("latex", "tex"), ("csv", "csv"), ("json", "json")] {
          let table = try IMTED.run(
            "table", try PublishedRecords.spec(of: name), "--results", records.results, "--format", format)
          #expect(table.status == 0, "\(name): \(table.errors)")
          let committed = try Files.text("\(PublishedRecords.folder)/\(name).\(ending)")
          #expect(!table.output.isEmpty)
          // How they were made stands below the Markdown.
          #expect(ending == "md" ? committed.hasPrefix(table.output) : committed == table.output, "\(name).\(ending)")
        }
      }
    }
  }
}
