import Testing

/// A machine without any network, not even a loopback interface, as containers and cluster nodes may be.
extension EndToEnd {
  @Suite(.enabled(if: Tool.canCutTheNetwork, "this machine does not let unshare make a network namespace"))
  struct OfflineTests {
    @Test func aFinishedExperimentIsRunAndShownAgain() throws {
      let whole = try SmokeRun.fewShot.get()
      let stamps = ["IMTED_STAMPS": try DrawnStamps.folder()]
      for command in ["plan", "run", "table"] {
        let program = try Tool.run(
          "timeout",
          ["60", "unshare", "--map-root-user", "--net", IMTED.path, command, whole.spec, "--results", whole.results],
          environment: stamps)
        #expect(program.status == 0, "\(command): \(program.errors)")
        #expect(!program.errors.contains("socket"), "\(command): \(program.errors)")
      }
    }

    @Test func theDoctorFindsTheWorker() throws {
      let program = try Tool.run(
        "timeout", ["60", "unshare", "--map-root-user", "--net", IMTED.path, "doctor", "--json"])
      #expect(program.output.contains("\"libtorch\""), "\(program.errors)")
    }
  }
}
