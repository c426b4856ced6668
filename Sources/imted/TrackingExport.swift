import ArgumentParser
import StrictJSON

/// Which experiment to write for another tracker, and where to.
struct TrackingExport: ParsableArguments {
  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "New or empty folder to write into.") var out: String

  /// The experiment with its recorded runs.
  func recorded() throws(InputError) -> RecordedExperiment {
    try RecordedExperiment(experiment, overrides: overrides, results: results)
  }
}
