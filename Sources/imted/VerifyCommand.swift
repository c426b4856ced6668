public import ArgumentParser
import Foundation
public import Pipeline
import Spec
import StrictJSON

/// `imted verify`: makes a run's stages again and compares bits.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Make a run's stages again and compare them with what is stored, bit for bit.",
    discussion: """
      Each stage is made from its stored inputs, with its threads and on its device, and takes as long as it once took.
      What came out is kept beside the run as verification.json. Exit code 1 if anything differs.
      """)

  @Argument(help: "A run's id, or the first digits of it.") var runID: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("stage"), help: "Only this stage: data, pretrain, transfer, train, … (repeatable).")
  var roles: [StageRole] = []
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let store = try ArtifactStore(root: ResultsFolder(existing: results).root)
      let run = try RunFile.one(runID, in: store.root)
      let own = run.steps.map(\.role)
      if let other = roles.first(where: { !own.contains($0) }) {
        throw InputError(
          file: "--stage", found: "\"\(other.rawValue)\"",
          expected: "a stage of this run: \(own.map(\.rawValue).joined(separator: ", "))")
      }
      let cancellation = Cancellation()
      let watch = cancellation.onSignals()
      let verification = try RunVerification(
        run, roles: roles, in: store, executor: ProcessExecutor(worker: try WorkerProgram.path()),
        cancellation: cancellation
      ) { role, outcome in
        if let outcome, !json { Console.print("\(role.rawValue): \(Self.words(outcome))") }
      }
      withExtendedLifetime(watch) {}
      if cancellation.isCancelled { throw ExitStatus.interrupted }
      // What was found out before is not lost to an attempt that could make nothing.
      let earlier = try? RunVerification.stored(of: run.id, in: store.root)
      if verification.grade != .unknown || earlier == nil { try verification.write(to: store.root) }
      let kept = verification.grade == .unknown ? earlier.map { "; found before: \($0.grade.rawValue)" } ?? "" : ""
      Console.print(json ? verification.json.prettyText() : "\(run.id): \(verification.grade.rawValue)\(kept)")
      if verification.grade == .different { throw ExitStatus.runFailed }
    }
  }

  private static func words(_ outcome: RunVerification.Outcome) -> String {
    switch outcome {
    case .equal: "the same bits"
    case .different(let files): "other bits in \(files.joined(separator: ", "))"
    case .impossible(let why): "not made again: \(why)"
    }
  }
}

extension StageRole: ExpressibleByArgument {}
