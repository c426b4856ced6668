import Pipeline
import ResultStore
import Spec
import StrictJSON

/// The recorded runs of an experiment as it is declared now.
///
/// Those are the runs that were recorded with this declaration. Where cells are without one, the experiment is planned, and
/// recorded runs with the planned ids are taken too: ids follow from content, so that an experiment with more seeds, fewer
/// arms or other tables shares its runs with what it was before. A plan computes nothing.
struct DeclaredRuns {
  /// The latest finished run of each cell. A cell that was run again, as with another version of the tensor library, has
  /// several.
  let finished: [RunRow]
  /// The latest run of each cell that has none that finished.
  let unfinished: [RunRow]
  /// Why the experiment could not be planned; nil where it was, or where a plan could not have found more.
  private(set) var whyNotPlanned: String?

  /// Finds them.
  ///
  /// - Parameter folder: What paths in the experiment are relative to.
  init(of spec: ExperimentSpec, folder: String, in database: ResultStore) throws(InputError) {
    var query = HistoryQuery()
    query.experiments = [spec.name]
    query.sort = .finishedAt
    query.descending = true
    let digest = DatabaseRecorder.digest(of: spec)
    let all = try database.history(query).filter { $0.cell != nil }
    var own = all.filter { $0.specDigest == digest }
    var missing = Set(spec.matrix.cells)
    for run in own where run.status == .finished { run.cell.map { _ = missing.remove($0) } }
    let others = all.filter { run in run.specDigest != digest && run.cell.map(missing.contains) ?? false }
    if !others.isEmpty {
      do {
        let ids = Set(
          try ExperimentPlan(spec: spec, environment: try PlanFacts.environment(of: spec), folder: folder).runs.map(
            \.id))
        own += others.filter { ids.contains($0.id) }
      } catch {
        whyNotPlanned = "\(error)"
      }
    }
    var cells: Set<Cell?> = []
    finished = own.filter { $0.status == .finished && cells.insert($0.cell).inserted }
    unfinished = own.filter { $0.status != .finished && cells.insert($0.cell).inserted }
  }
}
