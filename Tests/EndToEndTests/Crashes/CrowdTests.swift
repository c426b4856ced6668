import Foundation
import Processes
import Testing

extension EndToEnd {
  /// Many processes on one results folder, some of them killed, with clocks that do not agree.
  @Suite struct CrowdTests {
    private let folders: CrashFolders

    init() throws { folders = try CrashFolders.shared.get() }

    private func crowd(
      _ faults: [Fault], environment: [String: String]
    ) throws -> (ends: [ChildProcess.End], errors: [String]) {
      try folders.prepareHalf()
      let processes = try faults.enumerated().map { number, fault in
        try folders.program.start(folders.runCommand, fault, environment: environment, name: "crowd-\(number)")
      }
      let ends = processes.map { $0.wait() }
      return (ends, try faults.indices.map { try Files.text(folders.scratch("crowd-\($0).err")) })
    }

    private static let modes = [["IMTED_NETWORK_FOLDER": "no"], ["IMTED_NETWORK_FOLDER": "yes"]]

    @Test(arguments: [2, 20], modes) func theyMakeEachStageOnce(count: Int, environment: [String: String]) throws {
      let (ends, errors) = try crowd(Array(repeating: .none, count: count), environment: environment)
      #expect(ends.allSatisfy { $0 == .exited(0) }, "\(ends) \(errors)")
      let made = errors.map { text in text.split(separator: "\n").count { $0.hasPrefix("finished") } }
      #expect(made.reduce(0, +) == CrashFolders.stagesOfHalf, "\(made)")
      #expect(try folders.flaws(after: .run) == [])
    }

    @Test(arguments: modes) func thoseThatAreKilledHinderNobody(environment: [String: String]) throws {
      let faults = (0..<12).map { $0 % 3 == 0 ? Fault.none : .kill(10 + 9 * $0) }
      let (ends, errors) = try crowd(faults, environment: environment)
      for place in faults.indices where place % 3 == 0 {
        #expect(ends[place] == .exited(0), "\(errors[place])")
      }
      #expect(ends.contains(.signalled(SIGKILL)))
      // Whoever looks next brings the runs of the killed to their end.
      let last = try folders.program.run(folders.runCommand, environment: environment)
      #expect(last.end == .exited(0), "\(last.errors)")
      #expect(try folders.flaws(after: .run) == [])
    }

    @Test(arguments: modes) func clocksThatDoNotAgreeDoNoHarm(environment: [String: String]) throws {
      let year = 365 * 24 * 3600
      let (ends, errors) = try crowd([.clock(year), .none, .clock(-year)], environment: environment)
      #expect(ends.allSatisfy { $0 == .exited(0) }, "\(ends) \(errors)")
      let made = errors.map { text in text.split(separator: "\n").count { $0.hasPrefix("finished") } }
      #expect(made.reduce(0, +) == CrashFolders.stagesOfHalf, "\(made)")
      #expect(try folders.flaws(after: .run) == [])
      // Afterwards, nothing is made again whatever the clock says.
      for fault in [Fault.clock(year), .clock(-year)] {
        let again = try folders.program.run(folders.runCommand, fault, environment: environment)
        #expect(again.end == .exited(0) && again.errors.contains("nothing to do"), "\(again.errors)")
      }
      #expect(try folders.flaws(after: .run) == [])
    }
  }
}
