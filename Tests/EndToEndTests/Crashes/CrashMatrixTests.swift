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
    private static let fewSteps = 4

    init() throws { folders = try CrashFolders.shared.get() }

    /// A call by which the program changes a file.
    private struct Step {
      let number: Int
      let call: String
      let words: String

      /// Whether it needs room. A disk that is full from another step on is first found full by the next that does.
      var needsRoom: Bool { ["create", "write", "mkdir", "link"].contains(call) }
    }

    /// The steps of an operation, as the library notes them.
    private func steps(of operation: CrashOperation) throws -> [Step] {
      let command = try folders.prepare(operation)
      let log = folders.scratch("steps.log")
      let outcome = try folders.program.run(command, environment: operation.environment, log: log)
      #expect(outcome.end == .exited(0), "\(outcome.errors)")
      return try Files.text(log).split(separator: "\n").enumerated().map { index, line in
        Step(number: index + 1, call: String(line.split(separator: " ")[1]), words: String(line))
      }
    }

    private func chosen(_ steps: [Step]) -> [Step] {
      guard !Self.isWhole, steps.count > Self.fewSteps else { return steps }
      return (0..<Self.fewSteps).map { steps[$0 * (steps.count - 1) / (Self.fewSteps - 1)] }
    }

    /// Lets an operation go wrong at each of its steps, does it again, and looks at what is there.
    private func check(
      _ operation: CrashOperation, _ steps: [Step], _ fault: (Int) -> Fault,
      _ isExpected: (ChildProcess.End) -> Bool
    ) throws {
      let program = folders.program
      #expect(steps.count >= 3, "\(operation.rawValue) has but \(steps.count) steps")
      for step in chosen(steps) {
        let place = "\(operation.rawValue), step \(step.words)"
        let command = try folders.prepare(operation)
        let finished = folders.finished(operation)
        let outcome = try program.run(command, fault(step.number), environment: operation.environment)
        #expect(isExpected(outcome.end), "\(place): ended with \(outcome.end): \(outcome.errors)")
        for (path, bytes) in finished where FileManager.default.contents(atPath: path) != bytes {
          Issue.record("\(place): \(path) was finished and is lost or changed")
        }
        let again = try program.run(command, environment: operation.environment)
        #expect(again.end == .exited(0), "\(place), done again: \(again.end) \(again.errors)")
        for flaw in try folders.flaws(after: operation) { Issue.record("\(place): \(flaw)") }
        if operation == .settle, step.number % 8 == 1 {
          let last = try program.run(folders.runCommand)
          #expect(try last.end == .exited(0) && Database.metrics(folders.work) == folders.metrics, "\(place)")
        }
      }
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenKilledAtAStep(operation: CrashOperation) throws {
      try check(operation, try steps(of: operation), { .kill($0) }, { $0 == .signalled(SIGKILL) })
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenKilledInAWrite(operation: CrashOperation) throws {
      let writes = try steps(of: operation).filter { $0.call == "write" }
      try check(operation, writes, { .tear($0) }, { $0 == .signalled(SIGKILL) })
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenTheDiskIsFull(operation: CrashOperation) throws {
      try check(operation, try steps(of: operation).filter(\.needsRoom), { .full($0) }) { end in
        // Some can be done without, and what only looks says so and goes on.
        [.exited(0), .exited(1), .exited(65), .exited(75)].contains(end)
      }
    }

    @Test func theDocumentHasTheMatrix() throws {
      let text = try Files.text(Repository.path("docs/RELIABILITY.md"))
      for operation in CrashOperation.allCases { #expect(text.contains(operation.row + "\n"), "\(operation.row)") }
    }
  }
}
