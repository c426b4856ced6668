import Spec

/// Keeps the runs of a plan: writes each one's file and hands it to the recorder once all its stages stand still.
struct RunBook {
  private let plan: ExperimentPlan
  private let store: ArtifactStore
  private let pause: SpacePause
  private let observer: any RunObserver
  private let recorder: (any RunRecorder)?
  private let startedAt = Timestamp.text()
  private var settled: [String: RunFile] = [:]

  init(
    plan: ExperimentPlan, store: ArtifactStore, pause: SpacePause, observer: any RunObserver,
    recorder: (any RunRecorder)?
  ) {
    self.plan = plan
    self.store = store
    self.pause = pause
    self.observer = observer
    self.recorder = recorder
  }

  /// The files of the runs that are settled, in plan order.
  var files: [RunFile] { plan.runs.compactMap { settled[$0.id] } }

  /// Settles the runs that have come to their end since the last call.
  mutating func settle(_ board: StageBoard) {
    for run in plan.runs where settled[run.id] == nil {
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
    return file(run, status, failure, records)
  }

  private func file(_ run: PlannedRun, _ status: RunStatus, _ failure: String?, _ records: [StageRecord]) -> RunFile {
    RunFile(
      id: run.id, cell: run.cell, steps: run.steps, experiment: plan.spec.name, title: plan.spec.title,
      spec: plan.spec.json, status: status, failure: failure, records: records, startedAt: startedAt,
      finishedAt: status == .done ? startedAt : Timestamp.text())
  }
}
