import Foundation
import Processes
import Testing

@Suite struct ChildProcessTests {
  @Test func itsOutputComesAsItIsWritten() throws {
    let process = try ChildProcess("/bin/sh", ["-c", "echo first; exec sleep 30"])
    #expect(process.read(milliseconds: 10_000) == Array("first\n".utf8))
    #expect(process.read(milliseconds: 0) == [])
    #expect(process.isRunning)
    process.signal(SIGKILL)
    #expect(process.wait() == .signalled(SIGKILL))
    #expect(process.read(milliseconds: 10_000) == nil)
    #expect(process.end?.status == 137)
  }

  @Test func itEndsWithItsLifeline() throws {
    let process = try ChildProcess("/bin/cat", [], input: .lifeline)
    #expect(process.isRunning)
    process.closeInput()
    #expect(process.wait() == .exited(0))
  }

  @Test func aProgramThatIsLeftAloneIsEnded() throws {
    var process: ChildProcess? = try ChildProcess("/bin/sleep", ["1000"])
    let id = try #require(process?.id)
    process = nil
    #expect(kill(id, 0) == -1)
  }

  @Test func aGroupGetsTheSignalsOfItsLeader() throws {
    let process = try ChildProcess("/bin/sh", ["-c", "sleep 1000 & echo $!; wait"], leadsGroup: true)
    let line = String(decoding: process.read(milliseconds: 10_000) ?? [], as: UTF8.self)
    let grandchild = try #require(Int32(line.dropLast()))
    process.signal(SIGKILL)
    #expect(process.wait() == .signalled(SIGKILL))
    // Ended; it may stay in the table until the system's first process takes note.
    let state = { (try? String(contentsOfFile: "/proc/\(grandchild)/stat", encoding: .utf8)) ?? ") Z" }
    for _ in 0..<100 where !state().contains(") Z") { usleep(20_000) }
    #expect(state().contains(") Z"))
  }

  @Test func signalsIgnoredHereActOnIt() throws {
    signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, SIG_DFL) }
    let process = try ChildProcess("/bin/sh", ["-c", "kill -PIPE $$; echo survived"])
    #expect(process.wait() == .signalled(SIGPIPE))
  }

  @Test func aMissingProgramIsAnError() throws {
    let error = #expect(throws: SpawnError.self) { try ChildProcess("/no/such/program", []) }
    #expect(error?.description.contains("/no/such/program could not be started") == true)
    #expect(throws: SpawnError.self) { try ChildProcess("/bin/true", [], output: .file("/no/such/folder/file")) }
  }
}
