import Foundation
import Pipeline
import Synchronization
import Testing

@Suite struct BriefLockTests {
  @Test(arguments: [false, true]) func oneHasItAtATime(isNetwork: Bool) async throws {
    let folder = try TemporaryFolder()
    if isNetwork { try Data().write(to: URL(fileURLWithPath: folder.path + "/.network")) }
    let root = folder.path
    let guests = Guests()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<3 { try BriefLock(".database", of: root).hold { guests.visit() } }
        }
      }
      try await group.waitForAll()
    }
    #expect(guests.most == 1 && guests.all == 24)
  }

  /// Counts who is inside.
  private final class Guests: Sendable {
    private let counts = Mutex((now: 0, most: 0, all: 0))
    var most: Int { counts.withLock { $0.most } }
    var all: Int { counts.withLock { $0.all } }

    func visit() {
      counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
      usleep(2_000)
      counts.withLock { $0.now -= 1 }
    }
  }

  @Test func aFailureInsideIsPassedOnAndLetsGo() throws {
    struct Failure: Error {}
    let folder = try TemporaryFolder()
    let lock = BriefLock(".database", of: folder.path)
    #expect(throws: Failure.self) { try lock.hold { throw Failure() } }
    var isDone = false
    try lock.hold { isDone = true }
    #expect(isDone)
  }
}
