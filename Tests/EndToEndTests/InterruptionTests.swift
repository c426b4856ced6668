import Datasets
import Foundation
import Processes
import Statistics
import Testing

/// Runs that are ended from outside, at random moments, and go on.
extension EndToEnd {
  @Suite struct InterruptionTests {
    @Test func killedRunsGoOnToTheSameBits() throws {
      let whole = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      let results = scratch("results")
      var moments = RandomStream(seed: 0, name: "kill -9")
      for round in 0..<5 {
        let running = try IMTED.start(["run", whole.spec, "--results", results])
        // From before the first stage on to three quarters of the 32, by what is done and not by the clock.
        let done = 5 * round + moments.integer(in: 0..<5)
        while running.process.isRunning, Files.named("stage.json", below: results + "/objects").count < done {
          usleep(5_000)
        }
        usleep(UInt32(moments.integer(in: 0..<300_000)))
        running.signal(SIGKILL)
        _ = try running.outcome()
        // The worker ends by itself when the pipe to the runner closes.
        #expect(LivingProcesses.areGone(naming: results, within: 60))
      }
      let last = try IMTED.run("run", whole.spec, "--results", results)
      #expect(last.status == 0, "\(last.errors)")
      #expect(last.errors.contains("started"), "all was done before the last run")
      // Checkpoints go with the artifacts that they led to.
      #expect(Files.below(results + "/objects/.checkpoints").isEmpty)
      #expect(try Database.metrics(results) == Database.metrics(whole.results))
      expectNoLeftovers(in: results)
    }

    @Test func twoRunnersAtOnceShareTheWork() throws {
      let whole = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      let results = scratch("results")
      let both = try (0..<2).map { _ in try IMTED.start(["run", whole.spec, "--results", results]) }
      let outcomes = try both.map { try $0.outcome() }
      for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
      #expect(try Database.metrics(results) == Database.metrics(whole.results))
      // No stage was made twice.
      let made = outcomes.map { $0.errorLines.count { $0.hasPrefix("finished") } }.reduce(0, +)
      #expect(made == Files.named("stage.json", below: results + "/objects").count)
      expectNoLeftovers(in: results)
    }

    @Test func aKilledExtractionLeavesNoWorkerBehind() throws {
      let scratch = try Scratch()
      let picture = ImageBuffer(width: 32, height: 32).png()
      for number in 0..<1000 { try scratch.write("pictures/\(number).png", picture) }
      // The worker's request lies in the temporary folder, by which the worker is found.
      try FileManager.default.createDirectory(atPath: scratch("temporary"), withIntermediateDirectories: false)
      let running = try IMTED.start(
        [
          "extract", "--model", "tiny", "--checkpoint", Repository.path("Tests/Fixtures/checkpoints/mae_tiny.pth"),
          "--images", scratch("pictures"), "--out", scratch("tokens.h5"), "--batch-size", "1",
        ], environment: ["TMPDIR": scratch("temporary")])
      while LivingProcesses.naming(scratch("temporary")).isEmpty, running.process.isRunning { usleep(10_000) }
      #expect(running.process.isRunning)
      running.signal(SIGKILL)
      _ = try running.outcome()
      #expect(LivingProcesses.areGone(naming: scratch("temporary"), within: 60))
      #expect(!Files.exists(scratch("tokens.h5")))
    }

    @Test func aKilledWorkerIsToldAndTheNextRunGoesOn() throws {
      let whole = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      let results = scratch("results")
      let running = try IMTED.start(["run", whole.spec, "--results", results, "--jobs", "1"])
      var worker: Int32?
      while worker == nil, running.process.isRunning {
        worker = LivingProcesses.naming(results + "/objects/.tmp").first
        usleep(10_000)
      }
      kill(try #require(worker), SIGKILL)
      let first = try running.outcome()
      #expect(first.status == 1, "\(first.errors)")
      #expect(first.errors.contains("signal 9"), "\(first.errors)")
      let second = try IMTED.run("run", whole.spec, "--results", results)
      #expect(second.status == 0, "\(second.errors)")
      #expect(try Database.metrics(results) == Database.metrics(whole.results))
      expectNoLeftovers(in: results)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalStopsCleanly(signal: Int32) throws {
      let whole = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      let results = scratch("results")
      let running = try IMTED.start(["run", whole.spec, "--results", results])
      while !running.errors.contains("started"), running.process.isRunning { usleep(10_000) }
      running.signal(signal)
      let outcome = try running.outcome()
      #expect(outcome.status == 130, "\(outcome.errors)")
      #expect(outcome.errors.contains("stopped ") && !outcome.errors.contains("FAILED"), "\(outcome.errors)")
      #expect(LivingProcesses.areGone(naming: results, within: 1))
      expectNoLeftovers(in: results)
      // What is recorded says that it was stopped.
      let history = try IMTED.run("history", "--results", results)
      #expect(history.output.contains("interrupted"), "\(history.output)\(history.errors)")
    }

    /// Nothing is half-made: no partial folder, and every artifact has its `stage.json`.
    private func expectNoLeftovers(in results: String) {
      #expect(Files.below(results + "/objects/.tmp").isEmpty)
      #expect(Files.below(results + "/objects/.torn").isEmpty)
      for prefix in (try? FileManager.default.contentsOfDirectory(atPath: results + "/objects")) ?? []
      where prefix.count == 2 {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(results)/objects/\(prefix)")) ?? []
        where !name.hasSuffix(".log") {
          #expect(Files.exists("\(results)/objects/\(prefix)/\(name)/stage.json"), "\(name) is half-made")
        }
      }
    }
  }
}
