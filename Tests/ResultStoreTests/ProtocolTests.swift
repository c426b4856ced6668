import ResultStore
import StrictJSON
import Testing

@Suite struct ProtocolTests {
  private let scratch: Scratch
  private let store: ResultStore

  init() throws {
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(.sample())
  }

  private func record(_ id: String, _ digest: String?) -> RunRecord {
    var run = RunRow.sample(id)
    (run.protocolDigest, run.ownProtocolJSON) = (digest, digest.map { _ in "{\"seed\":0}" })
    return RunRecord(run: run, protocolCard: digest.map { ProtocolRow(digest: $0, cardJSON: "{\"card\":\"\($0)\"}") })
  }

  @Test func runsShareTheProtocolTheyFollow() throws {
    try store.record([record("r1", "p1"), record("r2", "p1"), record("r3", "p2"), record("r4", nil)])
    for (id, digest) in [("r1", "p1"), ("r3", "p2"), ("r4", nil)] {
      #expect(try store.record(of: id) == record(id, digest))
    }
    #expect(try store.ask("select digest from protocol order by 1").rows == [["p1"], ["p2"]])
    #expect(try store.protocols(["p2", "none"]).map(\.cardJSON) == ["{\"card\":\"p2\"}"])
    #expect(try store.history(HistoryQuery(condition: .sample("protocol = 'p1'"), sort: .id)).count == 2)
  }

  @Test func aRunThatIsMeasuredAnewFollowsItsNewProtocol() throws {
    try store.record([record("r1", "p1")])
    try store.record([record("r1", "p2")])
    #expect(try store.record(of: "r1") == record("r1", "p2"))
    #expect(throws: InputError.self) { try store.record(record("r1", "unknown").run) }
  }

  @Test func nothingIsLeftAfterRemovingAll() throws {
    try store.record([record("r1", "p1")])
    try store.replaceAll([], [])
    #expect(try store.ask("select count(*) from protocol").rows == [[0]])
  }

  @Test(.enabled(if: Scratch.hasSQLite, "no sqlite3 command")) func anOlderDatabaseKeepsItsRuns() throws {
    let path = scratch.path("older.sqlite")
    do {
      let older = try ResultStore(path: path)
      try older.record(.sample())
      try older.record([record("r1", nil)])
    }
    let undo = """
      \(Scratch.undoLabels)
      drop index run_by_protocol; alter table run drop column protocol;
      alter table run drop column own_protocol_json; drop table protocol;
      delete from grdb_migrations where identifier = '3 protocols'
      """
    #expect(try Scratch.sqlite(path, undo) != nil)
    let error = #expect(throws: InputError.self) { try ResultStore(path: path, access: .readOnly) }
    #expect(error?.expected.contains("imted reindex") == true)
    let migrated = try ResultStore(path: path)
    #expect(try migrated.record(of: "r1") == record("r1", nil))
    try migrated.record([record("r2", "p1")])
    #expect(try migrated.record(of: "r2")?.protocolCard?.digest == "p1")
  }
}
