import Foundation
import ResultStore
import StrictJSON
import Testing

@Suite struct OpeningTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func aDatabaseOpensAgainWithItsRows() throws {
    let path = scratch.path("history.sqlite")
    do {
      let store = try ResultStore(path: path)
      try store.record(.sample())
    }
    #expect(try ResultStore(path: path).experiments() == [.sample()])
    #expect(try ResultStore(path: path, access: .readOnly).experiments() == [.sample()])
  }

  @Test func aReaderSeesWhatAWriterDoes() throws {
    let path = scratch.path("history.sqlite")
    let writer = try ResultStore(path: path)
    let reader = try ResultStore(path: path, access: .readOnly)
    try writer.record(.sample())
    #expect(try reader.experiments().count == 1)
    #expect(throws: InputError.self) { try reader.record(.sample("another")) }
  }

  @Test func manyMayMakeTheSameDatabaseAtATime() async throws {
    for round in 0..<5 {
      let path = scratch.path("history-\(round).sqlite")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<12 {
          group.addTask { try ResultStore(path: path).record(.sample("experiment-\(index)")) }
        }
        try await group.waitForAll()
      }
      #expect(try ResultStore(path: path).experiments().count == 12)
    }
  }

  @Test func aDatabaseWhoseMakerWasKilledEarlyIsMadeAnew() throws {
    let path = scratch.path("history.sqlite")
    // The second page came before the first, and the journal says that there was nothing before.
    try Data(count: 8192).write(to: URL(fileURLWithPath: path))
    var journal: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
    for number: UInt32 in [0, 1, 0, 512, 4096] {
      journal += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }
    journal += [UInt8](repeating: 0, count: 512 - journal.count)
    try Data(journal).write(to: URL(fileURLWithPath: path + "-journal"))
    try ResultStore(path: path).record(.sample())
    #expect(try ResultStore(path: path).experiments() == [.sample()])
    // Zeros without a journal are no database.
    let zeros = scratch.path("zeros")
    try Data(count: 8192).write(to: URL(fileURLWithPath: zeros))
    #expect(throws: InputError.self) { try ResultStore(path: zeros) }
  }

  @Test func missingAndForeignFilesAreNamed() throws {
    let missing = scratch.path("missing.sqlite")
    let error = #expect(throws: InputError.self) { try ResultStore(path: missing, access: .readOnly) }
    #expect(
      error == InputError(file: missing, found: "No such file or directory", expected: "a result database"))
    #expect(!FileManager.default.fileExists(atPath: missing))

    let text = scratch.path("notes.txt")
    try "These are notes.".write(toFile: text, atomically: false, encoding: .utf8)
    let foreign = #expect(throws: InputError.self) { try ResultStore(path: text) }
    #expect(foreign?.found == "a file that is not an SQLite database")
    #expect(try String(contentsOfFile: text, encoding: .utf8) == "These are notes.")

    #expect(throws: InputError.self) { try ResultStore(path: scratch.folder.path) }
    #expect(throws: InputError.self) { try ResultStore(path: scratch.path("no/such/folder.sqlite")) }
  }

  @Test func aTornDatabaseIsNamed() throws {
    let path = scratch.path("history.sqlite")
    do { try ResultStore(path: path).record(.sample()) }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in [20, 100, 2000, 4096, bytes.count / 2] {
      let torn = scratch.path("torn-\(length).sqlite")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: torn))
      let error = #expect(throws: InputError.self, "torn at \(length)") {
        _ = try ResultStore(path: torn).experiments()
      }
      #expect(error?.file == torn)
    }
  }

  @Test(.enabled(if: Scratch.hasSQLite, "no sqlite3 command")) func otherSchemasAreNamed() throws {
    let other = scratch.path("other.sqlite")
    #expect(try Scratch.sqlite(other, "create table t (x)") != nil)
    let foreign = #expect(throws: InputError.self) { try ResultStore(path: other) }
    #expect(foreign?.found == "an SQLite database of another program")

    let newer = scratch.path("newer.sqlite")
    do { _ = try ResultStore(path: newer) }
    #expect(try Scratch.sqlite(newer, "insert into grdb_migrations values ('99 from the future')") != nil)
    for access in [ResultStore.Access.readWrite, .readOnly] {
      let error = #expect(throws: InputError.self) { try ResultStore(path: newer, access: access) }
      #expect(error?.found == "a result database of a newer version")
    }

    let older = scratch.path("older.sqlite")
    do { _ = try ResultStore(path: older) }
    #expect(try Scratch.sqlite(older, "delete from grdb_migrations") != nil)
    let error = #expect(throws: InputError.self) { try ResultStore(path: older, access: .readOnly) }
    #expect(error?.found == "a result database of an older version")
  }

  @Test(.enabled(if: Scratch.hasSQLite, "no sqlite3 command")) func theFileIsInWriteAheadMode() throws {
    let path = scratch.path("history.sqlite")
    do { _ = try ResultStore(path: path) }
    #expect(try Scratch.sqlite(path, "pragma journal_mode") == "wal\n")
  }
}
