import Foundation
import Processes
import Testing

/// `scripts/slurm-job`, with programs in the place of Slurm's own.
extension EndToEnd {
  @Suite struct SlurmJobTests {
    private let scratch: Scratch

    init() throws {
      scratch = try Scratch()
      try program("srun", #"shift; exec "$@""#)
      try program("scontrol", #"echo "$@" >>"$LOG""#)
      try program("imted", #"echo "$@"; touch "$LOG.began"; sleep "$SECONDS_TO_RUN" & wait; exit "$CODE""#)
    }

    private func program(_ name: String, _ body: String) throws {
      let path = try scratch.write("bin/" + name, "#!/usr/bin/env bash\n\(body)\n")
      chmod(path, 0o755)
    }

    private func start(_ code: Int, seconds: Int = 0) throws -> RunningProgram {
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try RunningProgram(
        Repository.path("scripts/slurm-job"), ["mine.json", "--device", "cuda"],
        environment: [
          "PATH": scratch("bin") + ":" + path, "LOG": scratch("log"), "CODE": "\(code)", "IMTED": scratch("bin/imted"),
          "SECONDS_TO_RUN": "\(seconds)", "SLURM_JOB_ID": "42", "SLURM_CPUS_PER_TASK": "6",
        ], folder: scratch.path)
    }

    /// What `scontrol` was told.
    private var requests: String { (try? Files.text(scratch("log"))) ?? "" }

    @Test func itRunsTheExperimentWithTheCoresItWasGiven() throws {
      let outcome = try start(0).outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == "run mine.json --device cuda --jobs 1 --threads 6\n")
      #expect(requests.isEmpty)
    }

    @Test(arguments: [130, 75]) func whatWasStoppedInGoodOrderQueuesAgain(code: Int) throws {
      #expect(try start(code).outcome().status == Int32(code))
      #expect(requests == "requeue 42\n")
    }

    @Test(arguments: [1, 65, 70]) func whatFailedDoesNotQueueAgain(code: Int) throws {
      #expect(try start(code).outcome().status == Int32(code))
      #expect(requests.isEmpty)
    }

    @Test func whatIsCancelledDoesNotQueueAgain() throws {
      let job = try start(130, seconds: 3)
      while job.process.isRunning, !Files.exists(scratch("log.began")) { usleep(10_000) }
      // As scancel does: the shell is told too.
      job.signal(SIGTERM)
      #expect(try job.outcome().status == 130)
      #expect(requests.isEmpty)
    }
  }
}
