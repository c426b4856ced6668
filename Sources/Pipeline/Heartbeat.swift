import Foundation
import Synchronization

/// One thread that gives signs of life for all locks that this process holds.
enum Heartbeat {
  private struct Pulse {
    weak var lock: KeyLock?
    let seconds: Double
    var next: ContinuousClock.Instant
  }

  private static let pulses = Mutex<[Pulse]>([])
  private static let isStarted: Bool = {
    // Short rests, so that who joins need not wake it; and of a kind that a clock that is set does not lengthen.
    let thread = Thread { while true { usleep(UInt32(1e6 * min(0.1, max(0.001, beatWhatIsDue())))) } }
    thread.name = "heartbeat"
    thread.start()
    return true
  }()

  /// Gives a sign of life for a lock every so many seconds, until it goes away.
  static func keep(_ lock: KeyLock, every seconds: Double) {
    pulses.withLock { $0.append(Pulse(lock: lock, seconds: seconds, next: .now.advanced(by: .seconds(seconds)))) }
    _ = isStarted
  }

  /// Gives the seconds until the next is due.
  private static func beatWhatIsDue() -> Double {
    let now = ContinuousClock.now
    let due = pulses.withLock { pulses -> [KeyLock] in
      pulses.removeAll { $0.lock == nil }
      var due: [KeyLock] = []
      for place in pulses.indices where pulses[place].next <= now {
        pulses[place].next = now.advanced(by: .seconds(pulses[place].seconds))
        if let lock = pulses[place].lock { due.append(lock) }
      }
      return due
    }
    // Outside the mutex: a server that does not answer must not hold up who takes a lock.
    for lock in due { lock.beat() }
    return pulses.withLock { pulses in
      pulses.map { now.duration(to: $0.next) / .seconds(1) }.min() ?? 3600
    }
  }
}
