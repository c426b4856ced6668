import Foundation
import Processes
import Testing

extension EndToEnd {
  /// The crash matrix of `docs/RELIABILITY.md`: commands that are killed, or find the disk full, at a step.
  ///
  /// A step is a call by which the program changes a file below its results folder. All steps are tried where
  /// `IMTED_CRASH_MATRIX` is `all`, as `make crash-matrix` does; else a few of each operation, evenly spread. Then how many
  /// steps held is added to the file `IMTED_CRASH_MATRIX_ROWS`, a line for each operation and fault.
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
      _ operation: CrashOperation, _ steps: [Step], _ words: String, _ fault: (Int) -> Fault,
      _ isExpected: (ChildProcess.End) -> Bool
    ) throws {
      #expect(steps.count >= 3, "\(operation.rawValue) has but \(steps.count) steps")
      let steps = chosen(steps)
      var held = 0
      for step in steps {
        let flaws = try flaws(of: operation, step, fault(step.number), isExpected)
        for flaw in flaws { Issue.record("\(operation.rawValue), step \(step.words)\(flaw)") }
        if flaws.isEmpty { held += 1 }
      }
      if let rows = ProcessInfo.processInfo.environment["IMTED_CRASH_MATRIX_ROWS"] {
        try Files.append("| `\(operation.rawValue)` | \(words) | \(steps.count) | \(held) |\n", to: rows)
      }
    }

    /// What is wrong after an operation went wrong at a step and was done again; empty if all holds.
    private func flaws(
      of operation: CrashOperation, _ step: Step, _ fault: Fault, _ isExpected: (ChildProcess.End) -> Bool
    ) throws -> [String] {
      let program = folders.program
      var flaws: [String] = []
      let command = try folders.prepare(operation)
      let finished = folders.finished(operation)
      let outcome = try program.run(command, fault, environment: operation.environment)
      if !isExpected(outcome.end) { flaws.append(": ended with \(outcome.end): \(outcome.errors)") }
      for (path, bytes) in finished where FileManager.default.contents(atPath: path) != bytes {
        flaws.append(": \(path) was finished and is lost or changed")
      }
      let again = try program.run(command, environment: operation.environment)
      if again.end != .exited(0) { flaws.append(", done again: \(again.end) \(again.errors)") }
      flaws += try folders.flaws(after: operation).map { ": \($0)" }
      if operation == .settle, step.number % 8 == 1 {
        let last = try program.run(folders.runCommand)
        if try last.end != .exited(0) || Database.metrics(folders.work) != folders.metrics {
          flaws.append(": the next run ends with \(last.end) or other metrics")
        }
      }
      return flaws
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenKilledAtAStep(operation: CrashOperation) throws {
      try check(operation, try steps(of: operation), "killed before it", { .kill($0) }, { $0 == .signalled(SIGKILL) })
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenKilledInAWrite(operation: CrashOperation) throws {
      let writes = try steps(of: operation).filter { $0.call == "write" }
      try check(operation, writes, "killed in the write", { .tear($0) }, { $0 == .signalled(SIGKILL) })
    }

    @Test(arguments: CrashOperation.allCases) func nothingIsLostWhenTheDiskIsFull(operation: CrashOperation) throws {
      try check(operation, try steps(of: operation).filter(\.needsRoom), "disk full from it on", { .full($0) }) { end in
        // Some can be done without, and what only looks says so and goes on.
        [.exited(0), .exited(1), .exited(65), .exited(75)].contains(end)
      }
    }

    /// A folder that cannot be made is not one that another process has removed, for which the runner would wait.
    @Test func aDiskThatIsFullAtTheFirstLeaseEndsTheRun() throws {
      let operation = CrashOperation.runOverNetwork
      let step = try #require(
        try steps(of: operation).first { $0.call == "mkdir" && $0.words.contains("objects/.locks/") },
        "no lease of a stage is made")
      let flaws = try flaws(of: operation, step, .full(step.number)) { $0 == .exited(75) || $0 == .exited(1) }
      #expect(flaws.isEmpty, "\(step.words)\(flaws)")
    }

    @Test func theDocumentHasTheMatrix() throws {
      let text = try Files.text(Repository.path("docs/RELIABILITY.md"))
      for operation in CrashOperation.allCases { #expect(text.contains(operation.row + "\n"), "\(operation.row)") }
    }
  }
}
