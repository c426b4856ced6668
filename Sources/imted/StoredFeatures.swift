import Detection
import Evaluation
import FeatureStore
import Foundation
import Pipeline
import Plots
import Reports
import ResultStore
import Spec
import StrictJSON

/// The RoI features of a run, with the names of their classes.
struct StoredFeatures {
  let features: FeatureMap.Features
  /// Names by category id; those that are not stored any more are left out.
  let names: [Int: String]
  /// The run's cell in words.
  let name: String

  /// Reads the features that the run's own stage left.
  init(of run: StoredRun, results: String) throws(InputError) {
    let file = try StoredFile("features.h5", roles: [.extractFeatures], of: run, results: results)
    let stored = try FeatureFile(path: file.path)
    features = FeatureMap.Features(
      dimension: stored.dimension, values: stored.batch.features, classes: stored.batch.labels.map { Int($0) })
    name = [run.run.variant, run.run.arm, run.run.shots.map { "\($0) shots" }, "seed \(run.run.seed)"]
      .compactMap(\.self).joined(separator: ", ")
    var names: [Int: String] = [:]
    let store = ArtifactStore(lookingInto: URL(fileURLWithPath: results).path)
    if let stage = run.stages.first(where: { $0.role == StageRole.evaluate.rawValue }),
      let key = Digest(hex: stage.stage.key),
      let columns = try? ColumnFile(
        path: "\(store.folder(of: key))/\(CellColumns.fileName)", format: CellColumns.format)
    {
      for (id, name) in zip(columns.integers["category_id"] ?? [], columns.texts["category_name"] ?? []) {
        names[Int(id)] = name
      }
    }
    self.names = names
  }

  /// Maps of several runs below each other, on which classes look the same.
  static func figure(_ runs: [StoredFeatures], _ settings: FeatureMap.Settings) throws(InputError) -> Figure {
    let shown = FeatureMap.shown(runs.flatMap(\.features.classes))
    let names = runs.reduce(into: [Int: String]()) { $0.merge($1.names) { first, _ in first } }
    let way = settings.projection == .pca ? "PCA" : "t-SNE"
    var plots: [ScatterPlot] = []
    for run in runs {
      let map = try FeatureMap(run.features, settings)
      plots.append(map.plot(title: "RoI features by class, \(way): \(run.name)", shown: shown, names: names))
    }
    return Figure(title: "RoI features by class, \(way)", plots)
  }
}
