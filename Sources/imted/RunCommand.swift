import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// `imted run`: makes what an experiment still lacks, and records its runs.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run an experiment; what is there already is used.",
    discussion: """
      Stopping it, by Ctrl-C or harder, loses little: the same command goes on from there, trainings from their last
      checkpoint.
      """)

  @OptionGroup var options: ExperimentOptions
  @Option(help: "cpu, cuda or cuda:1.") var device = "cpu"
  @Option(parsing: .unconditional, help: "Stages at a time.")
  var jobs: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)
  @Option(
    parsing: .unconditional,
    help: "Threads in all; a stage gets threads / jobs, pre-training and composing all of them.")
  var threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)
  @Option(
    name: .customLong("checkpoint-seconds"), parsing: .unconditional,
    help: "Seconds after which a training is saved again.")
  var checkpointSeconds = 60.0
  @Option(
    parsing: .unconditional, help: "How often a stage is tried again that ended for want of memory, disk or a node.")
  var retries = 1
  @Option(
    name: .customLong("wait-for-space"), parsing: .unconditional,
    help: "When the disk is full, wait for room for so many seconds before giving up.")
  var spaceSeconds = 24 * 3600.0
  @Flag(name: .customLong("ignore-space"), help: "Begin even if the disk seems too small for what will be written.")
  var ignoresSpace = false
  @Option(help: "Make this stage and all that reads it anew: train, fine-tune, … (repeatable).")
  var refresh: [StageRole] = []
  @Option(parsing: .unconditional, help: "Only the first so many runs.") var limit: Int?
  @Option(help: "Stop before what comes after this stage: pretrain, train, fine-tune, … No run is measured then.")
  var until: StageRole?
  @Flag(name: .customLong("dry-run"), help: "Say what would run, and stop.") var dryRun = false
  @Flag(exclusivity: .exclusive, help: "Whether one failed stage ends everything.") var failures: FailureRule =
    .keepGoing

  func validate() throws {
    guard jobs > 0, threads > 0 else { throw ValidationError("--jobs and --threads must be at least 1.") }
    guard checkpointSeconds >= 0 else { throw ValidationError("--checkpoint-seconds must not be negative.") }
    guard spaceSeconds >= 0 else { throw ValidationError("--wait-for-space must not be negative.") }
    guard retries >= 0 else { throw ValidationError("--retries must not be negative.") }
    guard limit ?? 1 > 0 else { throw ValidationError("--limit must be at least 1.") }
    guard until != .evaluate, until != .extractFeatures else {
      throw ValidationError("--until names a stage before the measures; without it everything runs.")
    }
  }

  func run() throws {
    try ExitStatus.guarding {
      try DeviceName.check(device)
      let whole = try options.plan(limit: limit)
      for role in refresh { try Self.check(role, is: "--refresh", in: whole) }
      let plan = try upToStage(of: whole)
      // A table that cannot be made is told now and not after hours.
      if !plan.spec.tables.isEmpty { _ = try ExperimentTables(plan.spec, []).tables(named: nil) }
      let root = URL(fileURLWithPath: options.results).path
      let refreshing = RefreshRequest(refresh, of: whole, in: ArtifactStore(lookingInto: root))
      if dryRun {
        let store = ArtifactStore(lookingInto: root)
        let status = PlanStatus(plan, in: store, refreshing: refreshing.keys)
        let explanation = PlanExplanation(status, stored: try store.storedRecords())
        PlanText.lines(plan, status, explanation, store).forEach(Console.print)
        if let sentence = refreshing.sentence("would be set aside") { Console.print(sentence) }
        try refreshing.refuseLoss()
        return
      }
      try refreshing.refuseLoss()
      for repeated in RepeatedCells.found(in: plan) { Console.error("note: \(repeated.text)") }
      let artifacts = try ArtifactStore(root: root)
      let results = ResultsFolder(root: root)
      let database = try results.openDatabase()
      try KilledRunSettling.settle(in: root)
      var settings = Runner.Options()
      settings.jobs = jobs
      settings.threads = threads
      settings.device = device
      settings.retries = retries
      settings.failFast = failures == .failFast
      settings.checkpointSeconds = checkpointSeconds
      settings.spaceSeconds = spaceSeconds
      if case .composed = plan.spec.data {
        settings.resources = [PlannedStage.Resource(name: "stamps", path: StampsFolder.path)]
      }
      if !refresh.isEmpty {
        // What may keep the run from beginning is looked at before anything is moved.
        if !ignoresSpace {
          try SpaceCheck.check(
            PlanStatus(plan, in: artifacts, refreshing: refreshing.keys), of: plan, in: artifacts, jobs: jobs)
        }
        let count = try artifacts.setAside(refreshing.stages)
        Console.error(RefreshRequest.sentence(count, "set aside"))
      } else if !ignoresSpace {
        settings.preflight = { [jobs] status in try SpaceCheck.check(status, of: plan, in: artifacts, jobs: jobs) }
      }
      let cancellation = Cancellation()
      let watch = cancellation.onSignals()
      settings.origin = StageOrigin(machine: MachineFacts.description, commit: MachineFacts.commit)
      let recorder = DatabaseRecorder(database, spec: plan.spec, root: root)
      try recorder.recordExperiment()
      let runner = Runner(
        plan: plan, store: artifacts, executor: ProcessExecutor(worker: try WorkerProgram.path()), options: settings,
        cancellation: cancellation)
      let printer = ProgressPrinter { status in
        ExplanationText.lines(PlanExplanation(status, stored: (try? artifacts.storedRecords()) ?? []))
      }
      let summary = try runner.run(observer: printer, recorder: recorder)
      withExtendedLifetime(watch) {}
      let stages =
        "\(summary.stagesRun) stages run, \(summary.stagesCached) found, \(summary.stagesFailed) failed"
      let done = "\(summary.runs.count { $0.status == .done }) of \(summary.runs.count) runs done"
      Console.print(until.map { "up to \($0.rawValue): \(stages)" } ?? "\(done); \(stages)")
      results.describe(plan, artifacts).forEach(Console.print)
      if cancellation.isCancelled, summary.exitCode != 0 { throw ExitStatus.interrupted }
      if summary.exitCode != 0 { throw printer.failures.isOnlyBadInput ? ExitStatus.badInput : ExitStatus.runFailed }
      if recorder.failures > 0 { throw ExitStatus.tryAgain }
    }
  }

  /// The part of a plan that is asked for.
  private func upToStage(of plan: ExperimentPlan) throws(InputError) -> ExperimentPlan {
    guard let until else { return plan }
    try Self.check(until, is: "--until", in: plan)
    return plan.upTo(until) ?? plan
  }

  /// Refuses a stage that no run of a plan has.
  private static func check(_ role: StageRole, is option: String, in plan: ExperimentPlan) throws(InputError) {
    let roles = StageRole.allCases.filter { role in plan.runs.contains { $0[role] != nil } }
    guard !roles.contains(role) else { return }
    throw InputError(
      file: option, found: "\"\(role.rawValue)\"",
      expected: "a stage that this experiment has: \(roles.map(\.rawValue).joined(separator: ", "))")
  }
}

/// Whether one failed stage ends everything, or only the runs that need it.
enum FailureRule: String, EnumerableFlag {
  case keepGoing
  case failFast
}
