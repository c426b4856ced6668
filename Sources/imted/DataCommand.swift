import ArgumentParser

/// `imted data`: what concerns data alone, before any experiment.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Check, split, convert, compose, occlude and sketch data.",
    subcommands: [
      DataCheckCommand.self, DataSplitCommand.self, DataVOCCommand.self, DataOccludeCommand.self,
      DataComposeCommand.self, DataConvertOcclusionCommand.self, DataSketchCommand.self,
    ])
}
