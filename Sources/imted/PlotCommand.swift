import ArgumentParser

/// `imted plot`: figures of experiments and of single runs.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw a figure: of an experiment, of a run's detections or of its features.",
    subcommands: [PlotExperimentCommand.self, PlotDetectionsCommand.self, PlotFeaturesCommand.self],
    defaultSubcommand: PlotExperimentCommand.self)
}
