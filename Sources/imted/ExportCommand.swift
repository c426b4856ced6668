import ArgumentParser

/// `imted export`: what others can take.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write results for others.", subcommands: [ExportRecordsCommand.self])
}
