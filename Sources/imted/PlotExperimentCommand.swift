import ArgumentParser
import Foundation
import Reports
import Spec
import StrictJSON

/// `imted plot SPEC`: a figure of an experiment, from the database alone.
struct PlotExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment", abstract: "Draw a figure of an experiment's measures or curves.",
    discussion: """
      curves: a training curve of each stage · variants: a measure over the experiment's own axis · visible: a measure over
      bands of visible fraction · classes: AP of each category · forest: differences from a baseline. All with 95 %
      intervals over seeds; the figure says how they were computed and what is missing.
      """)

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "curves, variants, visible, classes or forest.") var kind: NamedChoice<FigureKind>
  @Option(
    help: """
      Measure, of which subset: AP, \"AP novel\" or \"segm AP\", or a label of the tables; by default the first table's \
      first column, for visible AP.
      """)
  var metric: String?
  @Option(help: "For curves: which, such as loss_cls; by default loss.") var curve: String?
  @Option(
    help: """
      Arm or variant that forest compares with; by default that of the first table that has one. For variants: draw \
      differences from this arm.
      """)
  var baseline: String?
  @Option(help: "For variants: only those that change nothing but this number, such as pretrain.samples, over it.")
  var axis: String?
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @OptionGroup var output: FigureOutput

  func validate() throws {
    guard axis == nil || kind.value == .variants else { throw ValidationError("--axis goes with --kind variants.") }
    guard curve == nil || kind.value == .curves else { throw ValidationError("--curve goes with --kind curves.") }
    guard metric == nil || kind.value != .curves else {
      throw ValidationError("--metric goes with the other kinds; --curve says which curve.")
    }
    guard baseline == nil || [.variants, .forest].contains(kind.value) else {
      throw ValidationError("--baseline goes with --kind forest or variants.")
    }
  }

  func run() throws {
    try ExitStatus.guarding {
      let recorded = try RecordedExperiment(experiment, overrides: overrides, results: results)
      let measure = try metric.map { (text) throws(InputError) in
        try SpecMeasures.measure(text, option: "--metric", labelsOf: recorded.spec)
      }
      let figure = try ExperimentFigures(recorded).figure(
        kind.value, measure: measure, curve: curve ?? "loss", baseline: baseline, axis: axis)
      try output.write(figure)
    }
  }
}
