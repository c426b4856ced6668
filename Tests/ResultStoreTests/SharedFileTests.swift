import Foundation
import ResultStore
import StrictJSON
import Synchronization
import Testing

/// A database that several machines see, on a file system that may show it as it was a moment ago.
@Suite struct SharedFileTests: Sendable {
  private let scratch: Scratch
  private let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.path("history.sqlite")
    try Data().write(to: URL(fileURLWithPath: scratch.path(".network")))
  }

  /// One user at a time, in this process.
  private func open(_ access: ResultStore.Access = .readWrite) throws -> ResultStore {
    try ResultStore(path: path, access: access) { body in try Self.turn.withLock { _ in try body() } }
  }

  private static let turn = Mutex(())

  private func bytes(_ ending: String = "") throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + ending)) }

  /// Puts bytes into a file without another one in its place.
  private func show(_ data: Data, _ ending: String = "") throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ending))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: data)
    try file.close()
  }

  /// A thread, as who waits holds up one of the few that tasks have.
  private func afterAWhile(_ body: @escaping @Sendable () throws -> Void) {
    Thread.detachNewThread {
      usleep(300_000)
      do { try body() } catch { Issue.record(error) }
    }
  }

  @Test func itIsOpenOnlyWhileItIsUsed() throws {
    let store = try open()
    try store.record(.sample())
    #expect(try open(.readOnly).experiments() == [.sample()])
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    let files = descriptors.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(!files.contains { $0.hasPrefix(path) })
    // A name that goes and comes again would lead other machines to the file that was there before.
    let journal = try FileManager.default.attributesOfItem(atPath: path + "-journal")[.systemFileNumber] as? UInt64
    try store.record(.sample("another"))
    let later = try FileManager.default.attributesOfItem(atPath: path + "-journal")[.systemFileNumber] as? UInt64
    #expect(journal == later)
  }

  @Test func aStaleDatabaseIsWaitedFor() throws {
    let store = try open()
    try store.record(.sample())
    let stale = try bytes()
    try store.record(.sample("another"))
    let fresh = try bytes()
    try show(stale)
    afterAWhile { try show(fresh) }
    #expect(try open(.readOnly).experiments().count == 2)
  }

  @Test func aJournalOfBeforeIsNotTakenBack() throws {
    let store = try open()
    try store.record(.sample())
    let fresh = (try bytes(), try bytes("-journal"))
    // As it was in the midst of the change: the journal has the pages from before it, and its head.
    let head: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
    try show(Data(head) + fresh.1.dropFirst(8), "-journal")
    afterAWhile { try show(fresh.1, "-journal") }
    #expect(try open().experiments() == [.sample()])
    #expect(try bytes().count == fresh.0.count)
  }

  @Test func aDatabaseInThePlaceOfAnotherIsTakenInTheEnd() throws {
    try open().record(.sample())
    let first = try bytes()
    try open().record(.sample("another"))
    // Who was killed while it changed something is not waited for as long.
    try Data().write(to: URL(fileURLWithPath: scratch.path(".database.state/busy")))
    try show(first)
    #expect(try open().experiments() == [.sample()])
    #expect(try open().experiments() == [.sample()])
  }

  @Test func failuresAreThoseOfADatabaseOfOneMachine() throws {
    let missing = #expect(throws: InputError.self) { try open(.readOnly) }
    #expect(missing == InputError(file: path, found: "No such file or directory", expected: "a result database"))
    try "These are notes.".write(toFile: path, atomically: false, encoding: .utf8)
    let foreign = #expect(throws: InputError.self) { try open() }
    #expect(foreign?.found == "a file that is not an SQLite database")
    // What could not be opened was not changed.
    #expect(!FileManager.default.fileExists(atPath: scratch.path(".database.state/busy")))
    #expect(try bytes() == Data("These are notes.".utf8))
  }
}
