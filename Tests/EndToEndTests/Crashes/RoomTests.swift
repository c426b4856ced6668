import Foundation
import Processes
import Testing

extension EndToEnd {
  /// Too little room on the disk, before a run and while it goes on.
  @Suite struct RoomTests {
    private let folders: CrashFolders

    init() throws { folders = try CrashFolders.shared.get() }

    @Test(arguments: [45, 80, 137]) func aDiskThatIsFullForAWhileIsWaitedFor(step: Int) throws {
      try folders.prepareHalf()
      let command = folders.runCommand
      let outcome = try folders.program.run(command, .fullFor(step, calls: 3))
      #expect(outcome.end == .exited(0), "\(outcome.errors)")
      #expect(outcome.errors.contains("waiting for room"), "\(outcome.errors)")
      #expect(try folders.flaws(after: .run) == [])
    }

    @Test func aDiskThatIsTooSmallIsRefusedBeforeAnythingRuns() throws {
      try folders.prepareHalf()
      let command = folders.runCommand
      let refused = try folders.program.run(command, .free(4096))
      #expect(refused.end == .exited(65), "\(refused.errors)")
      #expect(refused.errors.contains("4.1 kB free") && refused.errors.contains("--ignore-space"), "\(refused.errors)")
      #expect(!refused.errors.contains("started"))
      let ignored = try folders.program.run(command + ["--ignore-space"], .free(4096))
      #expect(ignored.end == .exited(0), "\(ignored.errors)")
      #expect(try folders.flaws(after: .run) == [])
    }
  }
}
