import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A wish to stop, which those who work look at now and then.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  private let parent: Cancellation?
  private let reason: (@Sendable () -> Bool)?

  /// A wish that nobody has made yet. Cancelling `parent` cancels it too, but not the other way round; so does `reason`
  /// once it says yes.
  public init(within parent: Cancellation? = nil, orWhen reason: (@Sendable () -> Bool)? = nil) {
    (self.parent, self.reason) = (parent, reason)
  }

  /// Whether to stop.
  public var isCancelled: Bool {
    flag.load(ordering: .acquiring) || parent?.isCancelled == true || reason?() == true
  }

  /// Asks to stop.
  public func cancel() { flag.store(true, ordering: .releasing) }

  /// Cancels on Ctrl-C (SIGINT) and SIGTERM for as long as the result is kept, instead of ending the process.
  public func onSignals() -> SignalWatch { SignalWatch { self.cancel() } }
}

/// Calls something on SIGINT and SIGTERM until it goes away; then the signals end the process again.
public final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ action: @escaping @Sendable () -> Void) {
    // A queue of its own: the shared ones may be full of work that waits.
    let queue = DispatchQueue(label: "signals", qos: .userInitiated)
    let registered = DispatchSemaphore(value: 0)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: action)
      source.setRegistrationHandler { registered.signal() }
      source.resume()
      return source
    }
    // Before that a signal would be lost.
    for _ in sources { registered.wait() }
  }

  deinit {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
