import Reports
import ResultStore
import Spec
import StrictJSON

/// What an experiment's detectors see, for its report: the detections of each arm on the same few pictures, and its
/// features on a plane. Of each arm one run is shown (`RecordedExperiment.shown`).
struct SeenFigures {
  /// How many pictures an arm shows.
  private static let pictures = 4

  /// The figures of those arms whose pictures, cells, detections or features are stored.
  let figures: [Figure]

  init(_ recorded: RecordedExperiment, results: String) {
    var question = StoredDetections.Question()
    question.iouType = recorded.spec.evaluation.iouTypes.first ?? .bbox
    let sheets = try? recorded.shown { [question] run throws(InputError) in
      let sheet = try StoredDetections(of: run, results: results, question)
        .sheet(.sample(Self.pictures, seed: 0), columns: Self.pictures)
      return Figure(title: sheet.title, [sheet.plot])
    }
    let features = try? recorded.shown { run throws(InputError) in try StoredFeatures(of: run, results: results) }
    let map = features.flatMap { try? StoredFeatures.figure($0, FeatureMap.Settings()) }
    figures = (sheets ?? []) + (map.map { [$0] } ?? [])
  }
}
