import Detection
import Foundation
public import StrictJSON
import Synchronization

/// Makes batches ahead of need on threads of its own and hands them out in order.
///
/// At most `ahead` batches wait or are being made at a time. Letting go of the loader stops the threads and waits for
/// them, at most for the making of one batch.
public final class BatchLoader: Sendable {
  private let work: Work
  private let threads: Int
  /// How many batches an epoch has.
  public let batchesPerEpoch: Int

  /// Starts making batches.
  ///
  /// - Parameters:
  ///   - store: The pictures.
  ///   - plan: What batches are made of.
  ///   - batches: Which ones, numbered from 0 over all epochs: batch b is number b % `batchesPerEpoch` of epoch
  ///     b / `batchesPerEpoch`, so work is taken up again by starting from where it stopped.
  ///   - threads: Threads that make batches, 1 or more.
  ///   - ahead: Batches in the making or waiting, at least as many as threads.
  /// - Throws: `InputError` if there are too few pictures for a single batch.
  public init(
    store: PictureStore, plan: BatchPlan, batches: Range<Int>, threads: Int = 1, ahead: Int = 4
  ) throws(InputError) {
    guard threads > 0, batches.lowerBound >= 0 else {
      fatalError("A loader needs a thread and batches from 0 on, not \(threads) and \(batches).")
    }
    let pictures = store.dataset.images.count
    batchesPerEpoch = plan.batchesPerEpoch(pictures: pictures)
    guard batchesPerEpoch > 0 || batches.isEmpty else {
      throw InputError(
        file: store.dataset.file, jsonPath: "$.images", found: "\(pictures) pictures",
        expected: plan.dropsLast ? "at least \(plan.batchSize), one whole batch" : "at least one")
    }
    self.threads = threads
    work = Work(store: store, plan: plan, batches: batches, perEpoch: batchesPerEpoch)
    for _ in 0..<max(ahead, threads) { work.free.signal() }
    for _ in 0..<threads {
      let thread = Thread { [work] in work.run() }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  deinit {
    work.stop()
    for _ in 0..<threads { work.free.signal() }
    for _ in 0..<threads { work.ended.wait() }
  }

  /// The next batch, waiting for it if need be; nil after the last. Throws what went wrong while making it, and then
  /// gives nil.
  public func next() throws -> ImageBatch? { try work.next() }

  /// What threads and the taker share.
  private final class Work: Sendable {
    private struct State {
      var toMake: Int
      var toTake: Int
      var isStopped = false
      var made: [Int: Result<ImageBatch, any Error>] = [:]
      var order: (epoch: Int, indices: [Int])?
    }

    /// One for each batch that may be begun.
    let free = DispatchSemaphore(value: 0)
    /// One for each thread that has ended.
    let ended = DispatchSemaphore(value: 0)
    /// One for each batch made, or thread ended; a taker that is woken looks again.
    private let news = DispatchSemaphore(value: 0)
    private let state: Mutex<State>
    private let store: PictureStore
    private let plan: BatchPlan
    private let end: Int
    private let perEpoch: Int

    init(store: PictureStore, plan: BatchPlan, batches: Range<Int>, perEpoch: Int) {
      self.store = store
      self.plan = plan
      self.perEpoch = perEpoch
      end = batches.upperBound
      state = Mutex(State(toMake: batches.lowerBound, toTake: batches.lowerBound))
    }

    func stop() { state.withLock { $0.isStopped = true } }

    /// A thread's whole life.
    func run() {
      while true {
        free.wait()
        let ordinal: Int? = state.withLock { state in
          guard !state.isStopped, state.toMake < end else { return nil }
          state.toMake += 1
          return state.toMake - 1
        }
        guard let ordinal else { break }
        let result = Result<ImageBatch, any Error> { try make(ordinal) }
        state.withLock { $0.made[ordinal] = result }
        news.signal()
      }
      // Others that wait for leave to begin end too.
      free.signal()
      ended.signal()
    }

    func next() throws -> ImageBatch? {
      while true {
        let result: Result<ImageBatch, any Error>?? = state.withLock { state in
          guard !state.isStopped, state.toTake < end else { return .some(nil) }
          guard let result = state.made.removeValue(forKey: state.toTake) else { return nil }
          state.toTake += 1
          if case .failure = result { state.isStopped = true }
          return .some(result)
        }
        guard let result else {
          news.wait()
          continue
        }
        free.signal()
        return try result?.get()
      }
    }

    private func make(_ ordinal: Int) throws(InputError) -> ImageBatch {
      let (epoch, number) = ordinal.quotientAndRemainder(dividingBy: perEpoch)
      let count = store.dataset.images.count
      let order = state.withLock { state in
        if let order = state.order, order.epoch == epoch { return order.indices }
        let indices = plan.order(epoch: epoch, of: store.dataset.images)
        state.order = (epoch, indices)
        return indices
      }
      let start = number * plan.batchSize
      let indices = Array(order[start..<min(start + plan.batchSize, count)])
      return try plan.batch(ordinal: ordinal, epoch: epoch, indices: indices, from: store)
    }
  }
}
