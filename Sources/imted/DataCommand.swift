import ArgumentParser

/// `imted data`: commands on data sets and lists of them.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Check and convert data.", subcommands: [DataConvertOcclusionCommand.self])
}
