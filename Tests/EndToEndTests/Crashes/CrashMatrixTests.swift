import Foundation
import Processes
import Testing

extension EndToEnd {
  /// The crash matrix of `docs/RELIABILITY.md`: commands that are killed, or find the disk full, at a step.
  ///
  /// A step is a call by which the program changes a file below its results folder. All steps are tried where
  /// `IMTED_CRASH_MATRIX` is `all`, as `make crash-matrix` does; else a few of each operation, evenly spread.
  @Suite struct CrashMatrixTests {
    private let folders: CrashFolders
    private static let isWhole = ProcessInfo.processInfo.environment["IMTED_CRASH_MATRIX"] == "all"
    private static let fewSteps = 6

    init() throws { folders = try CrashFolders.shared.get() }

    /// The steps of an operation, as the library notes them.
    private func steps(of operation: CrashOperation) throws -> [String] {
      let command = try folders.prepare(operation)
      let log = folders.scratch("steps.log")
      let outcome = try folders.program.run(command, environment: operation.environment, log: log)
      #expect(outcome.end == .exited(0), "\(outcome.errors)")
      return try Files.text(log).split(separator: "\n").map(String.init)
    }

    private func chosen(_ count: Int) -> [Int] {
      guard !Self.isWhole, count > Self.fewSteps else { return Array(1...max(1, count)) }
      return (0..<Self.fewSteps).map { 1 + $0 * (count - 1) / (Self.fewSteps - 1) }
    }

    /// Lets an operation go wrong at each of its steps, does it again, and looks at what is there.
    private func check(
      _ operation: CrashOperation, _ steps: [String], _ fault: (Int) -> Fault,
      _ isExpected: (ChildProcess.End) -> Bool
    ) throws {
      let program = folders.program
      #expect(steps.count >= 5, "\(operation.rawValue) has but \(steps.count) steps")
      for number in chosen(steps.count) {
        let place = "\(operation.rawValue), step \(number) of \(steps.count) (\(steps[number - 1]))"
        let command = try folders.prepare(operation)
        let finished = folders.finished(operation)
        let outcome = try program.run(command, fault(number), environment: operation.environment)
        #expect(isExpected(outcome.end), "\(place): ended with \(outcome.end): \(outcome.errors)")
        for (path, bytes) in finished where FileManager.default.contents(atPath: path) != bytes {
          Issue.record("\(place): \(path) was finished and is lost or changed")
        }
        let again = try program.run(command, environment: operation.environment)
        #expect(again.end == .exited(0), "\(place), done again: \(again.end) \(again.errors)")
        for flaw in try folders.flaws(after: operation) { Issue.record("\(place): \(flaw)") }
        if operation == .settle, number % 8 == 1 {
          let last = try program.run(folders.runCommand)
          #expect(try last.end == .exited(0) && Database.metrics(folders.work) == folders.metrics, "\(place)")
        }
      }
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenKilledAtAStep(operation: CrashOperation) throws {
      try check(operation, try steps(of: operation), { .kill($0) }, { $0 == .signalled(SIGKILL) })
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenKilledInAWrite(operation: CrashOperation) throws {
      let steps = try steps(of: operation)
      // Steps that are no writes are as above.
      let writes = steps.indices.filter { steps[$0].contains(" write ") }.map { $0 + 1 }
      try check(operation, writes.map { steps[$0 - 1] }, { .tear(writes[$0 - 1]) }, { $0 == .signalled(SIGKILL) })
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenTheDiskIsFull(operation: CrashOperation) throws {
      try check(operation, try steps(of: operation), { .full($0) }) { end in
        // Some steps need no room, and what only looks says so and goes on.
        [.exited(0), .exited(1), .exited(65), .exited(75)].contains(end)
      }
    }

    @Test func theDocumentHasTheMatrix() throws {
      let text = try Files.text(Repository.path("docs/RELIABILITY.md"))
      for operation in CrashOperation.allCases { #expect(text.contains(operation.row + "\n"), "\(operation.row)") }
    }
  }
}
