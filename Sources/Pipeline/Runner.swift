import Foundation
import Spec

/// Runs an experiment's plan: what is there is used, the rest is made, shared stages once.
///
/// Threads are dealt by a fixed rule, so that results do not depend on what happens to run beside what: exclusive
/// kinds run alone with all threads, every other stage has `threads / jobs`.
public struct Runner {
  /// How to run.
  public struct Options: Sendable {
    /// Most stages at a time.
    public var jobs = 1
    /// Threads in all.
    public var threads = 1
    /// Where to compute: `cpu`, `cuda`, `cuda:1`.
    public var device = "cpu"
    /// Whether the first failure stops everything. Else only the runs that need the failed stage fail.
    public var failFast = false
    /// How often a stage that asks for it (code 75) is tried again.
    public var retries = 1
    /// Seconds after which a training saves again what it has come to.
    public var checkpointSeconds = 60.0
    /// For how long to wait for room when the disk is full, in seconds, before that counts as a failure.
    public var spaceSeconds = 0.0
    /// Looks at what has to run before anything does; what it throws keeps everything from running.
    public var preflight: (@Sendable (PlanStatus) throws -> Void)?
    /// Where the stages are made.
    public var origin = StageOrigin()
    /// Paths for every stage, such as the folder of the cut-outs.
    public var resources: [PlannedStage.Resource] = []

    /// One stage at a time on one thread.
    public init() {}

    /// Threads of a stage.
    public func threads(for kind: StageKind) -> Int {
      kind.isExclusive ? max(1, threads) : max(1, threads / max(1, jobs))
    }
  }

  private let plan: ExperimentPlan
  private let store: ArtifactStore
  private let executor: any StageExecutor
  private let options: Options
  private let cancellation: Cancellation

  /// A runner of `plan`. When `cancellation` is cancelled, stages are stopped and `run` comes back soon; what is whole
  /// stays and is found by the next runner.
  public init(
    plan: ExperimentPlan, store: ArtifactStore, executor: any StageExecutor, options: Options = Options(),
    cancellation: Cancellation = Cancellation()
  ) {
    self.plan = plan
    self.store = store
    self.executor = executor
    self.options = options
    self.cancellation = cancellation
  }

  /// Runs to the end and says how it ended. Events and records come on the calling thread. Throws only if the store
  /// itself cannot be used, or the preflight says no; a stage that fails is part of the summary.
  public func run(observer: any RunObserver, recorder: (any RunRecorder)? = nil) throws -> RunSummary {
    guard let presence = try StorePresence.join(store) else {
      throw PipelineError("Artifacts are being removed from \(store.root) just now.")
    }
    defer { presence.leave() }
    try store.clearLeftovers()
    let status = PlanStatus(plan, in: store)
    try options.preflight?(status)
    let session = try RunnerSession.begin(plan, without: status.completeRuns, in: store)
    observer.observe(.planned(status))
    // The fail-fast option stops what runs as Ctrl-C does, but through a wish of its own: the caller's is the caller's.
    let stop = Cancellation(within: cancellation)
    let pause = SpacePause(folder: store.root, seconds: options.spaceSeconds, cancellation: stop)
    var board = StageBoard(status)
    var book = RunBook(plan: plan, store: store, pause: pause, observer: observer, recorder: recorder)
    for entry in status.entries {
      if case .cached = entry.state { observer.observe(.stageCached(entry.stage)) }
    }
    let mailbox = Mailbox()
    var held = HeldStages(store.locking)
    book.settleKnown(board)
    book.settle(board)
    while true {
      if stop.isCancelled {
        held.forget()
        skip(board.stopWaiting(), observer)
      }
      while let stage = stop.isCancelled ? nil : board.takeNext(jobs: options.jobs, except: held.keys) {
        StageJob(
          stage: stage, store: store, executor: executor, threads: options.threads(for: stage.kind),
          device: options.device, resources: options.resources, retries: options.retries,
          checkpointSeconds: options.checkpointSeconds, origin: options.origin, cancellation: stop, pause: pause,
          mailbox: mailbox
        ).start()
      }
      // With nothing running here or elsewhere, what still waits was stopped just now.
      if !board.isAnythingRunning, held.isEmpty { skip(board.stopWaiting(), observer) }
      book.settle(board)
      guard board.isAnythingRunning || !held.isEmpty else { break }
      if let event = mailbox.receive(within: held.isEmpty ? nil : held.patience) {
        handle(event, &board, &held, observer, stop)
      }
      held.forgetOld()
    }
    // Only now that every run has its file.
    try session?.end()
    return board.summary(runs: book.files)
  }

  private func handle(
    _ event: JobEvent, _ board: inout StageBoard, _ held: inout HeldStages, _ observer: any RunObserver,
    _ stop: Cancellation
  ) {
    switch event {
    case .started(let key, let threads): observer.observe(.stageStarted(board.stage(key), threads: threads))
    case .progressed(let key, let progress): observer.observe(.stageProgressed(board.stage(key), progress))
    case .message(let key, let text): observer.observe(.message(board.stage(key), text))
    case .held(let key, let holder):
      board.set(key, .waiting)
      let who = holder.map { " (\($0))" } ?? ""
      if held.add(key) {
        observer.observe(.message(board.stage(key), "another runner is at it\(who); others come first"))
      }
    case .cached(let key, let record):
      board.set(key, .cached(record))
      observer.observe(.stageCached(board.stage(key)))
    case .finished(let key, let record):
      board.set(key, .made(record))
      observer.observe(.stageFinished(board.stage(key), record))
    case .failed(let key, let failure):
      board.set(key, .failed(failure))
      observer.observe(.stageFailed(board.stage(key), failure, log: store.log(of: key)))
      if options.failFast || failure.kind == .cancelled { stop.cancel() }
      skip(board.skipDependents(of: key), observer)
    }
  }

  private func skip(_ stages: [PlannedStage], _ observer: any RunObserver) {
    for stage in stages { observer.observe(.stageSkipped(stage)) }
  }
}
