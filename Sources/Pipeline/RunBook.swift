import Spec
import StrictJSON

/// Keeps the runs of a plan: writes each one's file and hands it to the recorder once all its stages stand still.
struct RunBook {
  private let plan: ExperimentPlan
  /// The experiment, as every run's file has it.
  private let spec: JSONValue
  private let store: ArtifactStore
  private let pause: SpacePause
  private let observer: any RunObserver
  private let recorder: (any RunRecorder)?
  private let startedAt = Timestamp.text()
  private var settled: [String: RunFile] = [:]
  /// Places of the runs that are not settled, each with a stage that was not done when it was last looked at.
  private var open: [(place: Int, waitsFor: Digest?)]

  init(
    plan: ExperimentPlan, store: ArtifactStore, pause: SpacePause, observer: any RunObserver,
    recorder: (any RunRecorder)?
  ) {
    self.plan = plan
    spec = plan.spec.json
    self.store = store
    self.pause = pause
    self.observer = observer
    self.recorder = recorder
    open = plan.runs.indices.map { ($0, nil) }
  }

  /// The files of the runs that are settled, in plan order.
  var files: [RunFile] { plan.runs.compactMap { settled[$0.id] } }

  /// Settles at once the runs that were done before and that folder and recorder have as they are.
  mutating func settleKnown(_ board: StageBoard) {
    guard let recorder else { return }
    let done = plan.runs.compactMap { file(of: $0, board) }.filter { $0.status == .done }
    // Who cannot be asked knows none.
    let known = (try? recorder.known(of: done)) ?? []
    let areWritten = known.concurrentMap { [store] in $0.isWritten(to: store.root) }
    for (file, isWritten) in zip(known, areWritten) where isWritten {
      settled[file.id] = file
      observer.observe(.runFinished(file))
    }
    open = open.filter { settled[plan.runs[$0.place].id] == nil }
  }

  /// Settles the runs that have come to their end since the last call.
  mutating func settle(_ board: StageBoard) {
    for index in open.indices {
      if let key = open[index].waitsFor, board.isUnsettled(key) { continue }
      let run = plan.runs[open[index].place]
      open[index].waitsFor = run.steps.map(\.key).first(where: board.isUnsettled)
      guard var file = file(of: run, board) else { continue }
      do {
        let record: RunRecord
        do {
          record = try RunRecord(file, in: store)
          file = record.run
        } catch {
          // Measures that cannot be read are a failure of the run, not of the experiment.
          file = self.file(run, .failed, "\(error)", [])
          try file.write(to: store.root)
          throw error
        }
        try pause.retrying(tell: { observer.observe(.message(nil, $0)) }) {
          try file.write(to: store.root)
          try recorder?.record(record)
        }
      } catch {
        observer.observe(.message(nil, "run \(run.id) (\(run.cell)) could not be recorded: \(error)"))
      }
      settled[run.id] = file
      observer.observe(.runFinished(file))
    }
    open = open.filter { settled[plan.runs[$0.place].id] == nil }
  }

  /// The file of a run, or nil while stages of it wait or run.
  private func file(of run: PlannedRun, _ board: StageBoard) -> RunFile? {
    var status = RunStatus.done
    var failure: String?
    var records: [StageRecord] = []
    for step in run.steps {
      switch board.state(step.key) {
      case .waiting, .running: return nil
      case .cached(let record), .made(let record): records.append(record)
      case .notNeeded: break
      case .failed(let cause):
        status = .failed
        failure = failure ?? "\(board.stage(step.key).label): \(cause.message)"
      case .blocked(let stage, let cause):
        status = .failed
        failure = failure ?? "\(stage): \(cause.message)"
      case .cancelled: if status == .done { status = .cancelled }
      }
    }
    let file = file(run, status, failure, records)
    return status == .done && records.count < run.steps.count ? file.keepingTimes(in: store.root) : file
  }

  private func file(_ run: PlannedRun, _ status: RunStatus, _ failure: String?, _ records: [StageRecord]) -> RunFile {
    RunFile(
      id: run.id, cell: run.cell, steps: run.steps, experiment: plan.spec.name, title: plan.spec.title,
      spec: spec, status: status, failure: failure, records: records, startedAt: startedAt,
      finishedAt: status == .done ? startedAt : Timestamp.text())
  }
}
