import Processes
import Testing

@Suite struct FinishedProcessTests {
  @Test func bothOutputsAreReadHoweverLongTheyAre() throws {
    let program = "for i in 1 2 3 4; do head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; done; exit 3"
    let done = try FinishedProcess("/bin/sh", ["-c", program])
    #expect(done.status == 3)
    #expect(done.output.utf8.count == 1_200_000)
    #expect(done.errors.utf8.count == 1_200_000)
  }

  @Test func itSeesItsArgumentsAndItsEnvironmentOnly() throws {
    let done = try FinishedProcess(
      "/bin/sh", ["-c", "echo \"$WORD$HOME\"; echo \"$1\"", "sh", "a b"], environment: ["WORD": "ü"])
    #expect(done.output == "ü\na b\n")
    #expect(done.errors.isEmpty)
  }

  @Test func aLifelineIsClosedAtTheEndOnly() throws {
    let done = try FinishedProcess("/bin/sh", ["-c", "read line || echo nothing to read"], environment: [:])
    #expect(done.output == "nothing to read\n")
    let held = try FinishedProcess(
      "/usr/bin/timeout", ["0.2", "cat"], input: .lifeline)
    #expect(held.status == 124)
  }
}
