import ArgumentParser

/// `imted export`: results in the forms of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write results in the forms of other programs.",
    subcommands: [
      ExportNotebookCommand.self, ExportCOCOCommand.self, ExportWeightsCommand.self, ExportTensorBoardCommand.self,
      ExportMLflowCommand.self, ExportRecordsCommand.self,
    ])
}
