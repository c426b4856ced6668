import ArgumentParser
import Foundation
import Reports
import ResultStore
import Statistics
import StrictJSON

/// `imted plot features`: RoI features on a plane, by class.
struct PlotFeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "Draw RoI features on a plane, by class: principal components or t-SNE.",
    discussion: """
      For runs, or for an experiment, of which each arm shows the run with the most shots and the first seed that has
      features. Needs the stage extract-features ("features": true in the experiment's evaluation).
      """)

  @Argument(help: "Ids of runs, or first digits of them; or an experiment (file or name).") var names: [String]
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "pca or tsne.") var method = NamedChoice(FeatureProjection.pca)
  @Option(parsing: .unconditional, help: "The most points; of more objects so many are drawn.") var points = 1000
  @Option(help: "About how many neighbours t-SNE gives a point.") var perplexity = 30.0
  @Option(parsing: .unconditional, help: "Seed of the draw and of t-SNE's start.") var seed = 0
  @OptionGroup var output: FigureOutput

  func validate() throws {
    guard (3...NeighbourEmbedding.mostPoints).contains(points) else {
      throw ValidationError("--points must be in 3...\(NeighbourEmbedding.mostPoints).")
    }
    guard perplexity >= 1, perplexity.isFinite else { throw ValidationError("--perplexity must be at least 1.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      var settings = FeatureMap.Settings()
      (settings.projection, settings.points) = (method.value, points)
      (settings.perplexity, settings.seed) = (perplexity, seed)
      try output.write(try StoredFeatures.figure(try features, settings))
    }
  }

  private var features: [StoredFeatures] {
    get throws {
      let database = try ResultStore(
        path: ResultsFolder(root: URL(fileURLWithPath: results).path).database, access: .readOnly)
      let known = try database.experiments().map(\.name)
      guard names.count == 1, RecordedExperiment.isFile(names[0]) || known.contains(names[0]) else {
        return try names.map { try StoredFeatures(of: StoredRun.found($0, results: results), results: results) }
      }
      return try RecordedExperiment(names[0], overrides: overrides, in: database).shown { run throws(InputError) in
        try StoredFeatures(of: run, results: results)
      }
    }
  }
}
