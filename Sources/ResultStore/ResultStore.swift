import FileSystems
import GRDB
public import StrictJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The database of experiments, runs, stages, metrics and curves: an index of the results folder, for questions.
///
/// A file in write-ahead mode, read by anyone while one writes; a second writer waits. Over a network it has a rollback
/// journal, and is opened for each question and each change, while nobody else has it open. `docs/DATABASE.md` describes the
/// tables. All failures are `InputError`s that name the file.
public final class ResultStore: Sendable {
  /// How a database is opened.
  public enum Access: Sendable {
    /// Made when there is none, brought to the present schema, read and written.
    case readWrite
    /// Must exist with the present schema; only read.
    case readOnly
  }

  /// Does something while no process of any machine does something else with the database.
  public typealias Exclusion = @Sendable (_ body: () throws -> Void) throws -> Void

  /// The database's file name.
  public let path: String
  private let connection: Connection

  private enum Connection: Sendable {
    case lasting(DatabaseQueue)
    /// Opened anew each time: file systems that several machines see may keep pages that another machine has changed; see
    /// ``SharedFile``.
    case brief(Access, Exclusion)
  }

  /// Opens the database `path`.
  ///
  /// Throws when the file is something else, was made by a newer version of this program, or cannot be opened.
  ///
  /// - Parameter exclusion: What to use the file with where several machines may see it.
  public init(path: String, access: Access = .readWrite, exclusion: Exclusion? = nil) throws(InputError) {
    self.path = path
    if let exclusion, Self.isShared(path) {
      connection = .brief(access, exclusion)
      try use { _ in }
    } else {
      connection = .lasting(try Self.opened(path, access))
    }
  }

  private static func opened(_ path: String, _ access: Access) throws(InputError) -> DatabaseQueue {
    try refuseForeignFile(path, mustExist: access == .readOnly)
    // Two processes that make the same database at a time can meet inside the first migration or the change to
    // write-ahead mode; the one that fails finds the other's work when it looks again.
    var attempt = 0
    while true {
      do { return try open(path, access: access) } catch let error as InputError {
        throw error
      } catch {
        attempt += 1
        guard attempt < 10, access == .readWrite, mayPass(error) else { throw described(error, file: path) }
        usleep(UInt32(attempt) * 20_000)
      }
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(InputError) -> Result {
    try use { try $0.read(body) }
  }

  /// Runs `body` in one immediate transaction.
  func write(_ body: (Database) throws -> Void) throws(InputError) {
    try use { queue in
      try queue.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          try body(database)
          return .commit
        }
      }
    }
  }

  private func use<Result>(_ body: (DatabaseQueue) throws -> Result) throws(InputError) -> Result {
    do {
      switch connection {
      case .lasting(let queue): return try body(queue)
      case .brief(let access, let exclusion):
        var result: Swift.Result<Result, any Error>?
        try exclusion {
          let file = SharedFile(path)
          file.settle()
          if access == .readWrite { file.begin() }
          defer { if access == .readWrite { file.end() } }
          let queue = try Self.opened(path, access)
          result = Swift.Result { try body(queue) }
          try queue.close()
        }
        guard let result else { fatalError("An exclusion that does nothing.") }
        return try result.get()
      }
    } catch { throw Self.described(error, file: path) }
  }

  private static func open(_ path: String, access: Access) throws -> DatabaseQueue {
    let isShared = isShared(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(30)
    configuration.foreignKeysEnabled = true
    // Conditions and questions come from people, who often put text in double quotes.
    configuration.acceptsDoubleQuotedStringLiterals = true
    configuration.readonly = access == .readOnly
    configuration.label = "ResultStore"
    // Questions read pages straight from the file's memory map, where the file system can be trusted with one. Who writes
    // does without: a program that runs for hours must not end with a signal because another cut the file short.
    if !isShared, access == .readOnly {
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA mmap_size = 1073741824") }
    }
    if access == .readWrite, !isShared { configuration.journalMode = .wal }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { database in try refuseForeignSchema(database, path, access) }
    if access == .readWrite {
      if isShared {
        // A journal that is removed and made again would be found under its old name by other machines.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = PERSIST") }
      }
      try Schema.migrator.migrate(queue)
    }
    return queue
  }

  private static func refuseForeignFile(_ path: String, mustExist: Bool) throws(InputError) {
    guard let file = fopen(path, "rb") else {
      let reason = String(cString: strerror(errno))
      guard errno == ENOENT, !mustExist else {
        throw InputError(file: path, found: reason, expected: "a result database")
      }
      return
    }
    defer { fclose(file) }
    var start = [UInt8](repeating: 0, count: 16)
    let count = fread(&start, 1, 16, file)
    // Whoever made it was killed before its first page was there; SQLite takes the rest back by the journal.
    let isUnbegun = start.allSatisfy { $0 == 0 } && access(path + "-journal", F_OK) == 0
    guard count == 0 || isUnbegun || start == Array("SQLite format 3\0".utf8) else {
      throw InputError(
        file: path, found: "a file that is not an SQLite database", expected: "a result database")
    }
  }

  private static func refuseForeignSchema(_ database: Database, _ path: String, _ access: Access) throws {
    let mark = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    // Between making the file and the end of the first migration, there is the table of migrations at most.
    let isEmpty = try tables == 0 || onlyMigrations(database)
    let isNew = mark == 0 && isEmpty
    guard mark == Schema.applicationID || (isNew && access == .readWrite) else {
      throw InputError(
        file: path, found: isNew ? "an empty SQLite database" : "an SQLite database of another program",
        expected: "a result database")
    }
    guard !isNew else { return }
    if try Schema.migrator.hasBeenSuperseded(database) {
      throw InputError(
        file: path, found: "a result database of a newer version",
        expected: "one that this version knows; update")
    }
    if access == .readOnly, try !Schema.migrator.hasCompletedMigrations(database) {
      throw InputError(
        file: path, found: "a result database of an older version",
        expected: "the present schema: `imted reindex` makes it anew from the runs")
    }
  }

  private static func onlyMigrations(_ database: Database) throws -> Bool {
    let names = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
    return try names == ["grdb_migrations"]
      && Int.fetchOne(database, sql: "SELECT count(*) FROM grdb_migrations") == 0
  }

  /// Whether an error on opening can be due to another process that makes the same database just now.
  private static func mayPass(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return false }
    return [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
  }

  private static func isShared(_ path: String) -> Bool { FileSystemKind.isShared(folder(of: path)) }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func described(_ error: any Error, file: String) -> InputError {
    switch error {
    case let error as InputError: error
    case let error as DatabaseError:
      InputError(
        file: file, found: "SQLite error \(error.extendedResultCode.rawValue): \(error.message ?? "no message")",
        expected: "a result database that can be used")
    default:
      // Such as that the lock of all users of the file could not be had.
      InputError(
        file: file, found: "\(error)".last == "." ? String("\(error)".dropLast()) : "\(error)",
        expected: "a result database that can be used")
    }
  }
}
