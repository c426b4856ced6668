import Reports
import ResultStore
import Spec
import StrictJSON

/// What an experiment's detectors see, for its report: the detections of each arm on the same few pictures, and its
/// features on a plane. All arms show the run of the same seed: the first that most arms have the files of, since runs that
/// came as records have none.
struct SeenFigures {
  /// How many pictures an arm shows.
  private static let pictures = 4

  /// The figures of those arms whose pictures, cells, detections or features are stored.
  let figures: [Figure]

  init(_ recorded: RecordedExperiment, results: String) throws(InputError) {
    var question = StoredDetections.Question()
    question.iouType = recorded.spec.evaluation.iouTypes.first ?? .bbox
    let sheets = try Self.mostStored(of: recorded) { run throws(InputError) in
      let sheet = try StoredDetections(of: run, results: results, question)
        .sheet(.sample(Self.pictures, seed: 0), columns: Self.pictures)
      return Figure(title: sheet.title, [sheet.plot])
    }
    let features = try Self.mostStored(of: recorded) { run throws(InputError) in
      try StoredFeatures(of: run, results: results)
    }
    let map = features.isEmpty ? nil : try? StoredFeatures.figure(features, FeatureMap.Settings())
    figures = sheets + (map.map { [$0] } ?? [])
  }

  /// What is stored of the arms with the first seed of which most is.
  private static func mostStored<Stored>(
    of recorded: RecordedExperiment, _ stored: (StoredRun) throws(InputError) -> Stored
  ) throws(InputError) -> [Stored] {
    var most: [Stored] = []
    for seed in recorded.spec.matrix.seeds where most.count < recorded.spec.matrix.arms.count {
      let found = try recorded.shownRuns(seed: seed).compactMap { run in try? stored(run) }
      if found.count > most.count { most = found }
    }
    return most
  }
}
