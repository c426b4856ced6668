import Foundation
import Synchronization

/// Counted loops over several threads, results in order.
enum ParallelLoop {
  /// As many threads as the machine has cores.
  static var defaultThreads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// The results of `body` for 0..<count. Indices are handed out in order; after a failure no new one is, and the
  /// failure with the lowest index is thrown, so that the same input always gives the same error.
  static func map<Result: Sendable>(
    count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let work = Work<Result>(count: count)
    let workers = max(1, min(threads, count))
    let done = DispatchSemaphore(value: 0)
    for _ in 1..<workers {
      let thread = Thread {
        work.drain(body)
        done.signal()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
    work.drain(body)
    for _ in 1..<workers { done.wait() }
    return try work.results()
  }

  /// Runs `body` for 0..<count.
  static func run(count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    _ = try map(count: count, threads: threads, body)
  }

  private final class Work<Result: Sendable>: Sendable {
    private struct State {
      var next = 0
      var results: [Result?]
      var failure: (index: Int, error: any Error)?
    }
    private let state: Mutex<State>
    private let count: Int

    init(count: Int) {
      self.count = count
      state = Mutex(State(results: Array(repeating: nil, count: count)))
    }

    func drain(_ body: @Sendable (Int) throws -> Result) {
      while let index = take() {
        do {
          let result = try body(index)
          state.withLock { $0.results[index] = result }
        } catch {
          state.withLock { state in
            if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
          }
        }
      }
    }

    func results() throws -> [Result] {
      try state.withLock { state in
        if let failure = state.failure { throw failure.error }
        return state.results.compactMap { $0 }
      }
    }

    private func take() -> Int? {
      state.withLock { state in
        guard state.next < count, state.failure == nil else { return nil }
        state.next += 1
        return state.next - 1
      }
    }
  }
}
