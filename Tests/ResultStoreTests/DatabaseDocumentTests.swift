import Foundation
import ResultStore
import StrictJSON
import Testing

/// docs/DATABASE.md against the schema.
@Suite struct DatabaseDocumentTests {
  private let document: String
  private let scratch: Scratch
  private let store: ResultStore

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    document = try String(contentsOf: root.appendingPathComponent("docs/DATABASE.md"), encoding: .utf8)
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
  }

  private func names(_ sql: String) throws -> [String] {
    try store.ask(sql).rows.compactMap { if case .string(let name)? = $0.first { name } else { nil } }
  }

  @Test func everyViewIsListedWithItsColumns() throws {
    let text = document.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for view in try names("select name from sqlite_master where type = 'view'") {
      let columns = try names("select name from pragma_table_info('\(view)') order by cid")
      #expect(text.contains("`\(view)(\(columns.joined(separator: ", ")))`"), "\(view): \(columns)")
    }
  }

  @Test func everyColumnOfATableIsListed() throws {
    for table in try names("select name from sqlite_master where type = 'table' and name <> 'grdb_migrations'") {
      // One category more than `metric` is told in words.
      for column in try names("select name from pragma_table_info('\(table)')") where table != "class_metric" {
        #expect(document.contains("`\(column)`"), "\(column) of \(table)")
      }
    }
  }
}
