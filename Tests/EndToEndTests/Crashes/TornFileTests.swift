import Foundation
import Processes
import Testing

extension EndToEnd {
  /// Files of a results folder that are cut off or of another program: named, set aside, never the end.
  @Suite struct TornFileTests {
    private let folders: CrashFolders

    init() throws { folders = try CrashFolders.shared.get() }

    private func truncate(_ file: String, keeping share: Double) throws {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      try bytes.prefix(Int(Double(bytes.count) * share)).write(to: URL(fileURLWithPath: file))
    }

    @Test(arguments: ["stage.json", "metrics.json", "features.h5", "weights.safetensors"])
    func aTornFileOfAnArtifactIsNamedAndMadeAgain(name: String) throws {
      let command = try folders.prepare(.label)
      #expect(!command.isEmpty)
      let file = try #require(Files.named(name, below: folders.work + "/objects").first { !$0.contains("/.") })
      try truncate(file, keeping: 0.5)
      // What it leads to is wanted again.
      for name in ["metrics.json", "features.h5"] {
        for path in Files.named(name, below: folders.work + "/objects") where path != file {
          try FileManager.default.removeItem(atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
        }
      }
      let outcome = try folders.program.run(folders.runCommand)
      #expect(outcome.end == .exited(0), "\(outcome.errors)")
      #expect(outcome.errors.contains(file) && outcome.errors.contains("set aside as"), "\(outcome.errors)")
      #expect(try Database.metrics(folders.work) == folders.metrics)
      #expect(CrashFolders.measures(folders.work).count >= CrashFolders.measures(folders.scratch("whole")).count)
      #expect(!Files.below(folders.work + "/objects/.torn").isEmpty)
    }

    @Test func aTornRunFileIsWrittenAgain() throws {
      _ = try folders.prepare(.label)
      let file = "\(folders.work)/runs/\(try CrashFolders.runs(in: folders.work)[0])/run.json"
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      try truncate(file, keeping: 0.5)
      let outcome = try folders.program.run(folders.runCommand)
      #expect(outcome.end == .exited(0), "\(outcome.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == whole)
    }

    @Test func tornLabelsAreNamedAndKeepNothingElseOut() throws {
      _ = try folders.prepare(.label)
      let run = try CrashFolders.runs(in: folders.work)[0]
      try folders.scratch.write("work/runs/\(run)/labels.json", "{\"format\": \"imt")
      let outcome = try folders.program.run(["reindex", "--results", folders.work])
      #expect(outcome.end == .exited(0) && outcome.errors.contains("labels of run \(run)"), "\(outcome.errors)")
      #expect(try Database.metrics(folders.work) == folders.metrics)
    }

    @Test(arguments: [0.02, 0.3, 0.6, 0.9]) func aTornDatabaseIsSetAsideAndMadeAnew(share: Double) throws {
      _ = try folders.prepare(.label)
      let file = folders.work + "/history.sqlite"
      for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + name) }
      try truncate(file, keeping: share)
      let outcome = try folders.program.run(["reindex", "--results", folders.work])
      #expect(outcome.end == .exited(0) && outcome.errors.contains("history.sqlite.torn"), "\(outcome.errors)")
      #expect(Files.exists(file + ".torn"))
      #expect(try Database.metrics(folders.work) == folders.metrics)
    }

    @Test func aFileOfAnotherProgramStays() throws {
      _ = try folders.prepare(.label)
      let file = try folders.scratch.write("work/history.sqlite", "These are notes.")
      let outcome = try folders.program.run(["reindex", "--results", folders.work])
      #expect(outcome.end == .exited(65) && outcome.errors.contains(file), "\(outcome.errors)")
      #expect(try Files.text(file) == "These are notes.")
    }
  }
}
