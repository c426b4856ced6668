import Foundation
import Spec
import Synchronization

/// What a stage's thread tells the runner.
enum JobEvent: Sendable {
  case started(Digest, threads: Int)
  case progressed(Digest, StageProgress)
  case message(Digest, String)
  /// Another runner is at it.
  case held(Digest, by: LeaseRecord?)
  case cached(Digest, StageRecord)
  case finished(Digest, StageRecord)
  case failed(Digest, StageFailure)
}

/// Hands events from the stages' threads to the runner's.
final class Mailbox: Sendable {
  private let events = Mutex<[JobEvent]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  func send(_ event: JobEvent) {
    events.withLock { $0.append(event) }
    arrivals.signal()
  }

  /// Waits for the next event; nil if none comes within some seconds.
  func receive(within seconds: Double? = nil) -> JobEvent? {
    if let seconds {
      // Not by a timeout of the semaphore: that one is a date, and a clock that is set back would make it hours.
      let end = ContinuousClock.now.advanced(by: .seconds(seconds))
      while true {
        if let event = takeFirst() { return event }
        guard ContinuousClock.now < end else { return nil }
        usleep(5_000)
      }
    }
    while true {
      if let event = takeFirst() { return event }
      arrivals.wait()
    }
  }

  private func takeFirst() -> JobEvent? {
    events.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}

/// One stage to be made, on a thread of its own.
struct StageJob: Sendable {
  let stage: PlannedStage
  let store: ArtifactStore
  let executor: any StageExecutor
  let threads: Int
  let device: String
  let resources: [PlannedStage.Resource]
  let retries: Int
  let checkpointSeconds: Double
  let origin: StageOrigin
  let cancellation: Cancellation
  /// What to do when the disk is full.
  let pause: SpacePause
  let mailbox: Mailbox

  /// Starts the thread. The last event it sends is `held`, `cached`, `finished` or `failed`.
  func start() {
    let thread = Thread { mailbox.send(work()) }
    thread.name = stage.kind.rawValue
    thread.stackSize = 8 << 20
    thread.start()
  }

  private func work() -> JobEvent {
    do {
      guard let claim = try waitingForRoom({ try store.claim(stage.key) }) else {
        return .held(stage.key, by: store.holder(of: stage.key))
      }
      do {
        return try work(claim)
      } catch  where claim.isLost && !cancellation.isCancelled {
        return .held(stage.key, by: store.holder(of: stage.key))
      }
    } catch let failure as StageFailure {
      return .failed(stage.key, failure)
    } catch {
      return .failed(stage.key, StageFailure(.retry, "\(error)"))
    }
  }

  private func work(_ claim: ArtifactClaim) throws -> JobEvent {
    switch store.lookup(stage.key) {
    case .present(let record): return .cached(stage.key, record)
    case .torn(let damage):
      let place = try claim.setAside()
      mailbox.send(.message(stage.key, "\(damage); set aside as \(place) and made again"))
    case .absent: break
    }
    return .finished(stage.key, try make(claim))
  }

  private func waitingForRoom<Result>(_ body: () throws -> Result) throws -> Result {
    try pause.retrying(tell: { mailbox.send(.message(stage.key, $0)) }, body)
  }

  private func make(_ claim: ArtifactClaim) throws -> StageRecord {
    mailbox.send(.started(stage.key, threads: threads))
    // A stage that another runner has taken over is stopped: nobody would take what it makes.
    let cancellation = Cancellation(within: cancellation) { claim.isLost }
    var attempt = 0
    while true {
      do {
        return try waitingForRoom { try makeOnce(claim, cancellation) }
      } catch let failure as StageFailure
        where failure.kind == .retry && attempt < retries
        && !cancellation.isCancelled
      {
        attempt += 1
        mailbox.send(.message(stage.key, "\(failure.message) Trying again (\(attempt) of \(retries))."))
      }
    }
  }

  private func makeOnce(_ claim: ArtifactClaim, _ cancellation: Cancellation) throws -> StageRecord {
    let folder = try claim.begin()
    do {
      let request = StageRequest(
        stage, inputs: stage.inputs.map { .init(name: $0.name, folder: store.folder(of: $0.key)) },
        output: folder,
        threads: threads, device: device, resources: resources + stage.resources,
        checkpoints: .init(folder: store.checkpoints(of: stage.key), seconds: checkpointSeconds))
      let startedAt = Timestamp.text()
      let start = ContinuousClock.now
      try executor.execute(request, log: store.log(of: stage.key), cancellation: cancellation) { message in
        switch message {
        case .progress(let progress): mailbox.send(.progressed(stage.key, progress))
        case .message(let text): mailbox.send(.message(stage.key, text))
        case .error(_, let text): mailbox.send(.message(stage.key, text))
        }
      }
      let seconds = start.duration(to: .now) / .seconds(1)
      return try claim.commit(
        folder, stage: stage, execution: origin.added(to: request.execution), startedAt: startedAt,
        wallSeconds: (seconds * 1000).rounded() / 1000)
    } catch {
      claim.discard(folder)
      throw error
    }
  }
}
