import ArgumentParser

/// The tool `imted`: declares nothing itself, links no torch, and leaves every stage to a worker process.
@main
struct IMTED: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imted",
    abstract: "Benchmarks what a detector gains from a pre-trained MAE encoder and decoder.",
    discussion: """
      Exit codes: 0 done, 1 a run failed, 64 wrong usage, 65 bad input, 70 a bug, 75 try again, 130 stopped.
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, PlanCommand.self, TableCommand.self, HistoryCommand.self, EvaluateCommand.self, DataCommand.self,
      ExtractCommand.self, ShowCommand.self, TagCommand.self, NoteCommand.self, DiffCommand.self, ImportCommand.self,
      ExportCommand.self, CollectCommand.self, ReindexCommand.self, DoctorCommand.self,
    ])
}
