import Foundation
import Spec
import Synchronization

/// What a stage's thread tells the runner.
enum JobEvent: Sendable {
  case started(Digest, threads: Int)
  case progressed(Digest, StageProgress)
  case message(Digest, String)
  /// Another runner is at it.
  case held(Digest)
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
      guard arrivals.wait(timeout: .now() + seconds) == .success else { return nil }
    } else {
      arrivals.wait()
    }
    return events.withLock { $0.removeFirst() }
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
  let cancellation: Cancellation
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
      guard let claim = try store.claim(stage.key) else { return .held(stage.key) }
      switch store.lookup(stage.key) {
      case .present(let record): return .cached(stage.key, record)
      case .torn(let damage):
        let place = try claim.setAside()
        mailbox.send(.message(stage.key, "\(damage); set aside as \(place) and made again"))
      case .absent: break
      }
      return .finished(stage.key, try make(claim))
    } catch let failure as StageFailure {
      return .failed(stage.key, failure)
    } catch {
      return .failed(stage.key, StageFailure(.retry, "\(error)"))
    }
  }

  private func make(_ claim: ArtifactClaim) throws -> StageRecord {
    mailbox.send(.started(stage.key, threads: threads))
    var attempt = 0
    while true {
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
          folder, stage: stage, execution: request.execution, startedAt: startedAt,
          wallSeconds: (seconds * 1000).rounded() / 1000)
      } catch let failure as StageFailure
        where failure.kind == .retry && attempt < retries
        && !cancellation.isCancelled
      {
        claim.discard(folder)
        attempt += 1
        mailbox.send(.message(stage.key, "\(failure.message) Trying again (\(attempt) of \(retries))."))
      } catch {
        claim.discard(folder)
        throw error
      }
    }
  }
}
