import Reports
import ResultStore
import Spec
import StrictJSON

/// What an experiment's detectors see, for its report: the detections of each arm on the same few pictures, and its
/// features on a plane. Each arm shows one run.
struct SeenFigures {
  /// How many pictures an arm shows.
  private static let pictures = 4

  /// The figures of those arms whose pictures, cells, detections or features are stored.
  let figures: [Figure]

  init(_ recorded: RecordedExperiment, results: String) throws(InputError) {
    let runs = try recorded.shownRuns()
    var question = StoredDetections.Question()
    question.iouType = recorded.spec.evaluation.iouTypes.first ?? .bbox
    var figures = runs.compactMap { run -> Figure? in
      guard let stored = try? StoredDetections(of: run, results: results, question),
        let sheet = try? stored.sheet(.sample(Self.pictures, seed: 0), columns: Self.pictures)
      else { return nil }
      return Figure(title: sheet.title, [sheet.plot])
    }
    let features = runs.compactMap { try? StoredFeatures(of: $0, results: results) }
    if !features.isEmpty, let figure = try? StoredFeatures.figure(features, FeatureMap.Settings()) {
      figures.append(figure)
    }
    self.figures = figures
  }
}
