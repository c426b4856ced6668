import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// The stored evaluations that a name stands for: a file of cells, a run, or all finished runs of an experiment.
struct ReevaluatedRuns {
  /// One evaluation.
  struct One {
    /// The run it belongs to; nil for a file of cells.
    let run: RunRow?
    let cells: StoredCells
  }

  let evaluations: [One]
  /// The experiment; nil for a run or a file of cells.
  let experiment: RecordedExperiment?
  /// Where the runs are recorded; nil for a file of cells.
  let database: ResultStore?

  /// Finds and reads them.
  init(_ name: String, overrides: [String], results: String, type: IoUType) throws {
    if name.hasSuffix(".h5") {
      evaluations = [One(run: nil, cells: try StoredCells(file: name, type: type))]
      (experiment, database) = (nil, nil)
      return
    }
    let root = URL(fileURLWithPath: results).path
    let database = try ResultsFolder(root: root).openDatabase(.readOnly)
    let store = ArtifactStore(lookingInto: root)
    let runs: [RunRow]
    let isExperiment = try database.experiments().contains { $0.name == name }
    if RecordedExperiment.isFile(name) || isExperiment {
      let recorded = try RecordedExperiment(name, overrides: overrides, in: database)
      runs = recorded.runs.sorted(by: Self.cellOrder)
      experiment = recorded
    } else {
      experiment = nil
      runs = [try RunDescription(name, in: database).row]
    }
    var evaluations: [One] = []
    for run in runs {
      let key = try Self.key(of: run, in: database)
      evaluations.append(One(run: run, cells: try StoredCells(of: key, in: store, type: type)))
    }
    self.evaluations = evaluations
    self.database = database
  }

  /// The key of the evaluation of a run.
  static func key(of run: RunRow, in database: ResultStore) throws(InputError) -> Digest {
    let stages = try database.record(of: run.id)?.stages ?? []
    guard let stage = stages.first(where: { $0.role == StageRole.evaluate.rawValue }),
      let key = Digest(hex: stage.stage.key)
    else {
      throw InputError(
        file: database.path, found: "the run \(run.id) without an evaluation", expected: "a run that is finished")
    }
    return key
  }

  /// Variant, arm, shots, seed.
  private static func cellOrder(_ a: RunRow, _ b: RunRow) -> Bool {
    (a.variant ?? "", a.arm, a.shots ?? 0, a.seed) < (b.variant ?? "", b.arm, b.shots ?? 0, b.seed)
  }
}
