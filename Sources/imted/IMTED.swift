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
      RunCommand.self, PlanCommand.self, ExplainCommand.self, VerifyCommand.self, TableCommand.self,
      ReportCommand.self, PlotCommand.self, CompareCommand.self, ReevaluateCommand.self, HistoryCommand.self,
      ShowCommand.self, DiffCommand.self, TagCommand.self, NoteCommand.self, EvaluateCommand.self,
      DataCommand.self, ExtractCommand.self, ReconstructCommand.self, ExportCommand.self, ImportCommand.self,
      SchemaCommand.self, ReindexCommand.self, CollectCommand.self, DoctorCommand.self,
    ])
}
